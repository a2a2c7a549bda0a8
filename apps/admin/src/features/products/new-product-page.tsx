'use client'
import { createProduct } from '@gatehouse/contracts/endpoints/products'
import type { Id } from '@gatehouse/contracts/ids'
import { Card } from '@gatehouse/ui/card'
import { Checkbox } from '@gatehouse/ui/checkbox'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { Textarea } from '@gatehouse/ui/textarea'
import { useRouter } from 'next/navigation'
import { useId, useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'
import { useMay } from '../account/account-context.tsx'
import { TeamField } from '../people/team-field.tsx'
import { stagesRead } from '../stages/queries.ts'
import { type ItemDraft, ItemPicker, itemsOf } from './item-picker.tsx'
import { defaultPlan, PlanFields, planOf } from './plan-fields.tsx'
import { portalsRead } from './queries.ts'

/** A product with what it bundles, its first plan, and where it shows: one page, one save. */
export function NewProductPage() {
  const form = useId()
  const router = useRouter()
  const manage = useMay('product.manage')
  const portals = useRead(portalsRead())
  const stages = useRead(stagesRead())
  const [items, setItems] = useState<ItemDraft[]>([])
  const [plan, setPlan] = useState(defaultPlan)
  const create = useAct(createProduct, { onDone: (product) => router.push(`/products/${product.id}`) })
  const submit = (data: FormData) =>
    create.run({
      name: String(data.get('productName')).trim(),
      description: String(data.get('productDescription')).trim(),
      teamId: String(data.get('teamId')) as Id<'team'>,
      items: itemsOf(items),
      plans: [planOf(plan)],
      portalIds: data.getAll('portal').map((one) => String(one) as Id<'portal'>),
    })
  return (
    <Page>
      <PageHeader
        title="New product"
        facts="What developers get in one go, and under which limits."
        primary={
          <ActButton variant="primary" type="submit" form={form} loading={create.running} why={manage.why}>
            Create product
          </ActButton>
        }
      />
      <ProblemForm
        id={form}
        problem={create.problem}
        submit={submit}
        className="grid items-start gap-6 rail:grid-cols-2"
      >
        <div className="flex min-w-0 flex-col gap-6">
          <Card title="Product">
            <div className="flex flex-col gap-4">
              <Field label="Name" name="productName" required>
                <Input maxLength={80} autoFocus />
              </Field>
              <Field label="Description" name="productDescription" optional hint="Developers read it in the portal.">
                <Textarea rows={3} maxLength={5000} />
              </Field>
              <TeamField />
              <fieldset className="flex flex-col gap-2">
                <legend className="pb-1 font-medium text-sm">Shown in</legend>
                {(portals.data?.items ?? []).map((portal) => (
                  <Checkbox
                    key={portal.id}
                    name="portal"
                    value={portal.id}
                    label={portal.name}
                    description={portal.url}
                    defaultChecked
                  />
                ))}
              </fieldset>
            </div>
          </Card>
          <Card title="Bundles" description="Whole versions follow new operations; chosen ones do not.">
            <ItemPicker items={items} onChange={setItems} />
          </Card>
        </div>
        <Card title="First plan">
          <div className="flex flex-col gap-4">
            <PlanFields
              draft={plan}
              onChange={setPlan}
              stages={(stages.data?.items ?? []).filter((stage) => stage.exposure !== 'hidden')}
            />
          </div>
        </Card>
      </ProblemForm>
    </Page>
  )
}
