'use client'
import { DataTable } from '@gatehouse/ui/data-table'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { SectionHeader } from '@gatehouse/ui/section-header'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { Package } from 'lucide-react'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { useVersion } from '../apis/version-context.tsx'
import { limitsText } from './limits-text.ts'
import { productsRead } from './queries.ts'

/** The products and plans through which an application can get to this version. */
export function VersionProductsPage() {
  const { page, startOffer } = useVersion()
  const query = useRead(productsRead({ limit: 200 }))
  const offer = (
    <ActButton size="sm" why={page.can.offer.allowed ? null : page.can.offer.why} onClick={startOffer}>
      Offer in a product
    </ActButton>
  )
  return (
    <div className="flex flex-col gap-4">
      <SectionHeader
        title="Products"
        description="An application calls this version through one of them. Without any, nobody outside can."
        actions={offer}
      />
      <Loaded query={query} what="products" needs="product.read" skeleton={<SkeletonTable rows={3} columns={4} />}>
        {({ items }) => (
          <DataTable
            caption="Products with this version"
            rows={items
              .filter((product) => product.items.some((item) => item.versionId === page.version.id))
              .flatMap((product) => product.plans.map((plan) => ({ product, plan })))}
            rowId={({ plan }) => plan.id}
            rowHref={({ product }) => `/products/${product.id}`}
            empty={
              <EmptyState
                icon={<Package aria-hidden />}
                title="In no product yet"
                why="A product with one free plan is made in one step; both can be changed afterwards."
                action={offer}
              />
            }
            columns={[
              { id: 'product', header: 'Product', cell: ({ product, plan }) => `${product.name}, ${plan.name}` },
              {
                id: 'what',
                header: 'What of it',
                cell: ({ product }) => {
                  const item = product.items.find((one) => one.versionId === page.version.id)
                  return item?.include === 'version' ? 'Whole version' : `${item?.operations ?? 0} operations`
                },
              },
              { id: 'rate', header: 'Rate', cell: ({ plan }) => limitsText(plan.limits.default).rate },
              { id: 'quota', header: 'Quota', cell: ({ plan }) => limitsText(plan.limits.default).quota },
              {
                id: 'access',
                header: 'Access',
                width: 140,
                cell: ({ plan }) =>
                  plan.retiredAt ? 'No longer offered' : plan.approval === 'manual' ? 'Needs approval' : 'At once',
              },
              {
                id: 'subscriptions',
                header: 'Subscriptions',
                align: 'right',
                width: 120,
                cell: ({ plan }) => plan.subscriptions,
              },
            ]}
          />
        )}
      </Loaded>
    </div>
  )
}
