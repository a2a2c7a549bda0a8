'use client'
import { createPlan, revisePlan } from '@gatehouse/contracts/endpoints/products'
import { Button } from '@gatehouse/ui/button'
import { Checkbox } from '@gatehouse/ui/checkbox'
import { Dialog } from '@gatehouse/ui/dialog'
import { plural } from '@gatehouse/ui/format'
import { type ReactNode, useId, useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ProblemForm } from '../../components/problem-form.tsx'
import { AskForAccessDiff } from '../access/access-diff-preview.tsx'
import { stagesRead } from '../stages/queries.ts'
import { defaultPlan, PlanFields, planDraft, planOf } from './plan-fields.tsx'
import type { PlanView, ProductView } from './product-view.ts'

type PlanDialogProps = { product: ProductView; plan?: PlanView; trigger: ReactNode }

/** Adds a plan, or makes a new version of one: who subscribed keeps the old unless moved. */
export function PlanDialog({ product, plan, trigger }: PlanDialogProps) {
  const form = useId()
  const first = () => (plan ? planDraft(plan) : { ...defaultPlan, name: '' })
  const [open, setOpen] = useState(false)
  const [draft, setDraft] = useState(first)
  const [move, setMove] = useState(false)
  const stages = useRead(stagesRead(), { enabled: open })
  const done = () => setOpen(false)
  const create = useAct(createPlan, { onDone: done })
  const revise = useAct(revisePlan, { onDone: done })
  const act = plan ? revise : create
  const submit = () =>
    plan
      ? revise.run({ planId: plan.id, ...planOf(draft), moveSubscriptions: move }, plan.etag)
      : create.run({ productId: product.id, ...planOf(draft) })
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        setDraft(first())
        setMove(false)
        setOpen(next)
      }}
      title={plan ? `Change ${plan.name}` : `New plan for ${product.name}`}
      {...(plan ? { description: `It becomes version ${plan.number + 1} and holds for new subscriptions.` } : {})}
      trigger={trigger}
      footer={
        <Button variant="primary" type="submit" form={form} loading={act.running}>
          {plan ? 'Save as a new version' : 'Add plan'}
        </Button>
      }
    >
      <ProblemForm id={form} problem={act.problem} submit={submit}>
        <PlanFields
          draft={draft}
          onChange={setDraft}
          stages={(stages.data?.items ?? []).filter((stage) => stage.exposure !== 'hidden' || draft.stages[stage.id])}
        />
        {plan && plan.subscriptions > 0 && (
          <AskForAccessDiff change={{ kind: 'plan', planId: plan.id, limits: planOf(draft).limits }} />
        )}
        {plan && plan.subscriptions > 0 && (
          <Checkbox
            label={`Move ${plural(plan.subscriptions, 'subscription')} to it at once`}
            description="Their limits change with the save. Tell their owners before."
            checked={move}
            onChange={(event) => setMove(event.target.checked)}
          />
        )}
      </ProblemForm>
    </Dialog>
  )
}
