'use client'
import type { PlanLimits } from '@gatehouse/contracts/access'
import type { EndpointInput } from '@gatehouse/contracts/endpoint'
import type { createPlan } from '@gatehouse/contracts/endpoints/products'
import type { StageRef } from '@gatehouse/contracts/endpoints/stages'
import { Checkbox } from '@gatehouse/ui/checkbox'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { RadioGroup } from '@gatehouse/ui/radio'
import { Textarea } from '@gatehouse/ui/textarea'
import { type LimitDraft, LimitFields, limitDraft, limitsOf } from './limit-fields.tsx'
import type { PlanView } from './product-view.ts'

export type PlanDraft = {
  name: string
  description: string
  approval: 'automatic' | 'manual'
  limits: LimitDraft
  /** By stage id; only stages that differ. */
  stages: Record<string, LimitDraft>
}

export const defaultPlan: PlanDraft = {
  name: 'Free',
  description: '',
  approval: 'automatic',
  limits: limitDraft({ rate: { limit: 60, periodSeconds: 60, burst: 60 }, quota: { limit: 10_000, period: 'month' } }),
  stages: {},
}

export function planDraft(plan: PlanView): PlanDraft {
  return {
    name: plan.name,
    description: plan.description,
    approval: plan.approval,
    limits: limitDraft(plan.limits.default),
    stages: Object.fromEntries(
      Object.entries(plan.limits.stages).map(([stage, limits]) => [stage, limitDraft(limits as PlanLimits)]),
    ),
  }
}

type PlanInput = Omit<EndpointInput<typeof createPlan>, 'productId'>

export function planOf(draft: PlanDraft): PlanInput {
  return {
    name: draft.name.trim(),
    description: draft.description.trim(),
    approval: draft.approval,
    price: { model: 'free' },
    limits: {
      default: limitsOf(draft.limits),
      stages: Object.fromEntries(Object.entries(draft.stages).map(([stage, limits]) => [stage, limitsOf(limits)])),
    },
  }
}

type PlanFieldsProps = {
  draft: PlanDraft
  onChange: (next: PlanDraft) => void
  /** Stages that may have limits of their own; none: one set of limits. */
  stages: readonly StageRef[]
}

/** A plan: its name, who decides, and its limits, per stage where they differ. */
export function PlanFields({ draft, onChange, stages }: PlanFieldsProps) {
  return (
    <>
      <Field label="Plan" name="name" required>
        <Input
          value={draft.name}
          maxLength={60}
          required
          onChange={(event) => onChange({ ...draft, name: event.target.value })}
        />
      </Field>
      <Field label="Description" name="description" optional>
        <Textarea
          rows={2}
          value={draft.description}
          maxLength={2000}
          onChange={(event) => onChange({ ...draft, description: event.target.value })}
        />
      </Field>
      <LimitFields
        legend="Limits"
        at="limits.default"
        draft={draft.limits}
        onChange={(limits) => onChange({ ...draft, limits })}
      />
      {stages.map((stage) => {
        const own = draft.stages[stage.id]
        const toggle = (on: boolean) => {
          const { [stage.id]: _own, ...rest } = draft.stages
          onChange({ ...draft, stages: on ? { ...rest, [stage.id]: draft.limits } : rest })
        }
        return (
          <div key={stage.id} className="flex flex-col gap-3">
            <Checkbox
              label={`Other limits on ${stage.name}${stage.publicName ? ` (${stage.publicName})` : ''}`}
              checked={own !== undefined}
              onChange={(event) => toggle(event.target.checked)}
            />
            {own && (
              <div className="border-line border-l-2 pl-4">
                <LimitFields
                  legend={`Limits on ${stage.name}`}
                  at={`limits.stages.${stage.id}`}
                  draft={own}
                  onChange={(limits) => onChange({ ...draft, stages: { ...draft.stages, [stage.id]: limits } })}
                />
              </div>
            )}
          </div>
        )
      })}
      <RadioGroup
        legend="Who gets access"
        name="approval"
        look="cards"
        value={draft.approval}
        onValueChange={(approval) => onChange({ ...draft, approval: approval as PlanDraft['approval'] })}
        options={[
          { value: 'automatic', label: 'Everyone, at once', description: 'A developer who asks has access.' },
          { value: 'manual', label: 'Who is approved', description: 'Each request waits for a decision.' },
        ]}
      />
    </>
  )
}
