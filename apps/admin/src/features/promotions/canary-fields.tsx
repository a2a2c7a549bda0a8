'use client'
import type { CanaryRule } from '@gatehouse/contracts/stage-rules'
import { Field } from '@gatehouse/ui/field'
import { formatDuration, formatPercent } from '@gatehouse/ui/format'
import { Input } from '@gatehouse/ui/input'

const usual = { weight: 10, minutes: 15, minCalls: 100, maxErrorShare: 0.01 }

/** `10 % for 15 min, back above 1 % errors` */
export function canaryText({ weight, minutes, maxErrorShare, maxMeanMs }: CanaryRule): string {
  const slow = maxMeanMs === undefined ? '' : ` or ${formatDuration(maxMeanMs)} on average`
  return `${weight} % for ${formatDuration(minutes * 60_000)}, back above ${formatPercent(maxErrorShare)} errors${slow}`
}

/** Fields of a canary's rule; the names are those of `canaryOf`. */
export function CanaryFields({ rule }: { rule: CanaryRule | null }) {
  const start = rule ?? usual
  return (
    <fieldset className="grid gap-3 rounded-lg border border-line p-3 sm:grid-cols-2">
      <legend className="px-1 font-medium text-sm">Canary</legend>
      <Field label="Share of the callers, %" name="canary.weight" required>
        <Input type="number" min={1} max={99} step={1} defaultValue={start.weight} />
      </Field>
      <Field label="All traffic after, minutes" name="canary.minutes" required>
        <Input type="number" min={1} max={10_080} step={1} defaultValue={start.minutes} />
      </Field>
      <Field label="Judged from so many calls on" name="canary.minCalls" required>
        <Input type="number" min={1} max={1_000_000} step={1} defaultValue={start.minCalls} />
      </Field>
      <Field label="Taken back above, % errors" name="canary.maxErrorShare" required>
        <Input type="number" min={0} max={100} step="any" defaultValue={start.maxErrorShare * 100} />
      </Field>
      <Field label="Taken back above, ms on average" name="canary.maxMeanMs" optional>
        <Input type="number" min={1} max={600_000} step={1} defaultValue={rule?.maxMeanMs ?? ''} />
      </Field>
    </fieldset>
  )
}

/** The rule that the fields say. */
export function canaryRuleOf(data: FormData): CanaryRule {
  const number = (name: string) => Number(data.get(`canary.${name}`))
  const mean = String(data.get('canary.maxMeanMs') ?? '')
  return {
    weight: number('weight'),
    minutes: number('minutes'),
    minCalls: number('minCalls'),
    maxErrorShare: number('maxErrorShare') / 100,
    ...(mean === '' ? {} : { maxMeanMs: Number(mean) }),
  }
}

/** What a promotion asks for: undefined is the stage's own way, null all traffic at once. */
export function canaryOf(data: FormData, stages: CanaryRule | null): CanaryRule | null | undefined {
  const start = String(data.get('start'))
  if (start === 'canary') return canaryRuleOf(data)
  return start === 'all' && stages !== null ? null : undefined
}
