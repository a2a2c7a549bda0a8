'use client'
import { setProductItems, updateProduct } from '@gatehouse/contracts/endpoints/products'
import type { Id } from '@gatehouse/contracts/ids'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { Checkbox } from '@gatehouse/ui/checkbox'
import { CopyableId } from '@gatehouse/ui/copyable-id'
import { Dialog } from '@gatehouse/ui/dialog'
import { Field } from '@gatehouse/ui/field'
import { plural } from '@gatehouse/ui/format'
import { Input } from '@gatehouse/ui/input'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { SkeletonCards } from '@gatehouse/ui/skeleton'
import { TextLink } from '@gatehouse/ui/text-link'
import { Textarea } from '@gatehouse/ui/textarea'
import { useId, useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'
import { AskForAccessDiff } from '../access/access-diff-preview.tsx'
import { useMay } from '../account/account-context.tsx'
import { TrailName } from '../shell/trail.tsx'
import { AgentsCard } from './agents-card.tsx'
import { ItemPicker, itemDraft, itemsOf } from './item-picker.tsx'
import { PlanDialog } from './plan-dialog.tsx'
import { PlansCard } from './plans-card.tsx'
import type { ProductView } from './product-view.ts'
import { portalsRead, productRead } from './queries.ts'

export function ProductPage({ id }: { id: string }) {
  const query = useRead(productRead(id))
  return (
    <Page>
      <Loaded query={query} what="product" needs="product.read" skeleton={<SkeletonCards count={3} />}>
        {(product) => <Product product={product} />}
      </Loaded>
    </Page>
  )
}

function Product({ product }: { product: ProductView }) {
  const manage = useMay('product.manage', { teamId: product.team.id })
  const { active, pending } = product.subscriptions
  return (
    <>
      <TrailName segment={product.id} name={product.name} />
      <PageHeader
        title={product.name}
        facts={
          <>
            Team {product.team.name} ·{' '}
            {product.portals.length > 0 ? `in ${product.portals.map((one) => one.name).join(', ')}` : 'in no portal'} ·{' '}
            <TextLink href={`/applications?productId=${product.id}`}>{plural(active, 'active subscription')}</TextLink>
            {pending > 0 && (
              <>
                {' · '}
                <TextLink href={`/applications/access?productId=${product.id}`}>{pending} waiting</TextLink>
              </>
            )}
          </>
        }
        primary={
          manage.allowed ? (
            <PlanDialog product={product} trigger={<Button variant="primary">Add a plan</Button>} />
          ) : (
            <ActButton variant="primary" why={manage.why}>
              Add a plan
            </ActButton>
          )
        }
        menu={<ProductSettings product={product} why={manage.why} />}
      />
      {product.description && <p className="max-w-[72ch] whitespace-pre-line text-sm">{product.description}</p>}
      <PlansCard product={product} why={manage.why} />
      <Card
        flush
        title="Bundles"
        description="What an application may call once it has access."
        actions={<ItemsDialog product={product} why={manage.why} />}
      >
        {product.items.length === 0 ? (
          <p className="px-4 py-4 text-muted text-sm">Nothing yet, so a subscription allows nothing.</p>
        ) : (
          <ul className="divide-y divide-line">
            {product.items.map((item) => (
              <li key={item.id} className="flex min-h-11 flex-wrap items-center gap-x-4 px-4 py-2 text-sm">
                <TextLink href={`/apis/${item.apiSlug}/${item.versionName}`} quiet className="font-medium">
                  {item.apiName} {item.versionName}
                </TextLink>
                <span className="text-muted">
                  {item.include === 'version'
                    ? `whole version, new operations included: ${plural(item.operations, 'operation')} today`
                    : item.include === 'tag'
                      ? `operations with the tag ${item.tag}: ${item.operations} today`
                      : plural(item.operations, 'chosen operation')}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Card>
      <AgentsCard product={product} why={manage.why} />
      <p className="text-muted text-sm">
        <CopyableId value={product.id} />
      </p>
    </>
  )
}

function ItemsDialog({ product, why }: { product: ProductView; why: string | null }) {
  const [open, setOpen] = useState(false)
  const [items, setItems] = useState(() => product.items.map(itemDraft))
  const save = useAct(setProductItems, { onDone: () => setOpen(false) })
  if (why) {
    return (
      <ActButton size="sm" why={why}>
        Change
      </ActButton>
    )
  }
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        setItems(product.items.map(itemDraft))
        setOpen(next)
      }}
      size="lg"
      title={`What ${product.name} bundles`}
      description="It holds at once, for every application that has access."
      trigger={<Button size="sm">Change</Button>}
      footer={
        <Button
          variant="primary"
          loading={save.running}
          onClick={() =>
            save.run({ productId: product.id, items: itemsOf(items) }, product.etag).catch(() => undefined)
          }
        >
          Save
        </Button>
      }
    >
      <ProblemBanner problem={save.problem} />
      <ItemPicker items={items} onChange={setItems} />
      <AskForAccessDiff change={{ kind: 'product', productId: product.id, items: itemsOf(items) }} />
    </Dialog>
  )
}

function ProductSettings({ product, why }: { product: ProductView; why: string | null }) {
  const form = useId()
  const [open, setOpen] = useState(false)
  const portals = useRead(portalsRead(), { enabled: open })
  const save = useAct(updateProduct, { onDone: () => setOpen(false) })
  if (why) return <ActButton why={why}>Edit</ActButton>
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      title={`Edit ${product.name}`}
      trigger={<Button>Edit</Button>}
      footer={
        <Button variant="primary" type="submit" form={form} loading={save.running}>
          Save
        </Button>
      }
    >
      <ProblemForm
        id={form}
        problem={save.problem}
        submit={(data) =>
          save.run(
            {
              productId: product.id,
              name: String(data.get('name')),
              description: String(data.get('description')),
              portalIds: data.getAll('portal').map((one) => String(one) as Id<'portal'>),
            },
            product.etag,
          )
        }
      >
        <Field label="Name" name="name" required>
          <Input defaultValue={product.name} maxLength={80} />
        </Field>
        <Field label="Description" name="description" optional>
          <Textarea rows={4} defaultValue={product.description} maxLength={5000} />
        </Field>
        <fieldset className="flex flex-col gap-2">
          <legend className="pb-1 font-medium text-sm">Shown in</legend>
          {(portals.data?.items ?? product.portals).map((portal) => (
            <Checkbox
              key={portal.id}
              name="portal"
              value={portal.id}
              label={portal.name}
              defaultChecked={product.portals.some((one) => one.id === portal.id)}
            />
          ))}
        </fieldset>
      </ProblemForm>
    </Dialog>
  )
}
