'use client'
import { Badge } from '@gatehouse/ui/badge'
import { DataTable } from '@gatehouse/ui/data-table'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { FilterBar } from '@gatehouse/ui/filter-bar'
import { LinkButton } from '@gatehouse/ui/link-button'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { Package } from 'lucide-react'
import { parseAsString, useQueryState } from 'nuqs'
import { given } from '../../api/read.ts'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { usePaging } from '../../components/use-paging.ts'
import { useMay } from '../account/account-context.tsx'
import type { ProductView } from './product-view.ts'
import { productsRead } from './queries.ts'

/** What developers can get, and under which plans. */
export function ProductsPage() {
  const [q, setQ] = useQueryState('q', parseAsString)
  const paging = usePaging()
  const manage = useMay('product.manage')
  const query = useRead(productsRead(given({ q, cursor: paging.cursor })), { keep: true })
  return (
    <Page width="full">
      <PageHeader
        title="Products & plans"
        facts="A product bundles operations; a plan sets the limits under which an application may call them."
        primary={
          manage.allowed ? (
            <LinkButton variant="primary" href="/products/new">
              New product
            </LinkButton>
          ) : (
            <ActButton variant="primary" why={manage.why}>
              New product
            </ActButton>
          )
        }
      />
      <FilterBar
        search={{
          value: q ?? '',
          placeholder: 'Search products',
          onChange: (text) => {
            paging.reset()
            void setQ(text || null)
          },
        }}
      />
      <Loaded query={query} what="products" needs="product.read" skeleton={<SkeletonTable rows={6} columns={5} />}>
        {(data) => (
          <DataTable
            caption="Products"
            rows={data.items}
            rowId={(row) => row.id}
            rowHref={(row) => `/products/${row.id}`}
            {...paging.pager(data.next)}
            empty={
              q ? (
                <EmptyState title="No product matches" why={`Nothing is called like “${q}”.`} />
              ) : (
                <EmptyState
                  icon={<Package aria-hidden />}
                  title="No products yet"
                  why="An API’s page has “Offer in a product”: it makes a product and a free plan in one step."
                  action={<LinkButton href="/apis">To the APIs</LinkButton>}
                />
              )
            }
            columns={columns}
          />
        )}
      </Loaded>
    </Page>
  )
}

const columns = [
  {
    id: 'product',
    header: 'Product',
    cell: (row: ProductView) => (
      <span>
        {row.name}
        <span className="block truncate font-normal text-muted text-xs">{row.description || row.slug}</span>
      </span>
    ),
  },
  {
    id: 'bundles',
    header: 'Bundles',
    cell: (row: ProductView) =>
      row.items.length === 0 ? (
        <span className="text-warn-text">Nothing yet</span>
      ) : (
        row.items.map((item) => `${item.apiName} ${item.versionName}`).join(', ')
      ),
  },
  {
    id: 'plans',
    header: 'Plans',
    cell: (row: ProductView) => (
      <span className="flex flex-wrap gap-1">
        {row.plans
          .filter((plan) => !plan.retiredAt)
          .map((plan) => (
            <Badge key={plan.id}>{plan.name}</Badge>
          ))}
      </span>
    ),
  },
  {
    id: 'portals',
    header: 'Portals',
    priority: 3 as const,
    cell: (row: ProductView) => row.portals.map((portal) => portal.name).join(', ') || '–',
  },
  {
    id: 'subscriptions',
    header: 'Subscriptions',
    align: 'right' as const,
    width: 170,
    cell: (row: ProductView) => (
      <span>
        {row.subscriptions.active} active
        {row.subscriptions.pending > 0 && (
          <span className="text-warn-text"> · {row.subscriptions.pending} waiting</span>
        )}
      </span>
    ),
  },
  { id: 'team', header: 'Team', priority: 2 as const, width: 140, cell: (row: ProductView) => row.team.name },
]
