'use client'
import type { PlanLimits } from '@gatehouse/contracts/access'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { Switch } from '@gatehouse/ui/switch'

export type LimitDraft = {
  rate: boolean
  rateLimit: string
  ratePeriod: string
  burst: string
  quota: boolean
  quotaLimit: string
  quotaPeriod: 'day' | 'month'
}

export function limitDraft({ rate, quota }: PlanLimits): LimitDraft {
  return {
    rate: rate !== undefined,
    rateLimit: String(rate?.limit ?? 60),
    ratePeriod: String(rate?.periodSeconds ?? 60),
    burst: String(rate?.burst ?? rate?.limit ?? 60),
    quota: quota !== undefined,
    quotaLimit: String(quota?.limit ?? 10_000),
    quotaPeriod: quota?.period ?? 'month',
  }
}

export function limitsOf(draft: LimitDraft): PlanLimits {
  return {
    ...(draft.rate
      ? {
          rate: { limit: Number(draft.rateLimit), periodSeconds: Number(draft.ratePeriod), burst: Number(draft.burst) },
        }
      : {}),
    ...(draft.quota ? { quota: { limit: Number(draft.quotaLimit), period: draft.quotaPeriod } } : {}),
  }
}

type LimitFieldsProps = { legend: string; at: string; draft: LimitDraft; onChange: (next: LimitDraft) => void }

/** Rate limit and quota; each can be absent, which is "unlimited". */
export function LimitFields({ legend, at, draft, onChange }: LimitFieldsProps) {
  const set = (part: Partial<LimitDraft>) => onChange({ ...draft, ...part })
  return (
    <fieldset className="flex min-w-0 flex-col gap-3">
      <legend className="sr-only">{legend}</legend>
      <Switch
        label="Rate limit"
        description={
          draft.rate ? 'Calls faster than this get 429 and when to come back.' : 'As fast as the caller likes.'
        }
        checked={draft.rate}
        onChange={(event) => set({ rate: event.target.checked })}
      />
      {draft.rate && (
        <div className="grid grid-cols-2 gap-3 sm:grid-cols-3">
          <Field label="Calls" name={`${at}.rate.limit`}>
            <Input
              type="number"
              min={1}
              required
              value={draft.rateLimit}
              onChange={(event) => set({ rateLimit: event.target.value })}
            />
          </Field>
          <Field label="Per" name={`${at}.rate.periodSeconds`}>
            <NativeSelect
              value={draft.ratePeriod}
              onChange={(event) => set({ ratePeriod: event.target.value })}
              options={[
                { value: '1', label: 'second' },
                { value: '60', label: 'minute' },
                { value: '3600', label: 'hour' },
                { value: '86400', label: 'day' },
                ...(['1', '60', '3600', '86400'].includes(draft.ratePeriod)
                  ? []
                  : [{ value: draft.ratePeriod, label: `${draft.ratePeriod} s` }]),
              ]}
            />
          </Field>
          <Field label="At once" name={`${at}.rate.burst`}>
            <Input
              type="number"
              min={1}
              required
              value={draft.burst}
              onChange={(event) => set({ burst: event.target.value })}
            />
          </Field>
        </div>
      )}
      <Switch
        label="Quota"
        description={
          draft.quota ? 'Counted in UTC; refused requests cost nothing.' : 'As many calls as the caller likes.'
        }
        checked={draft.quota}
        onChange={(event) => set({ quota: event.target.checked })}
      />
      {draft.quota && (
        <div className="grid grid-cols-2 gap-3 sm:grid-cols-3">
          <Field label="Calls" name={`${at}.quota.limit`}>
            <Input
              type="number"
              min={0}
              required
              value={draft.quotaLimit}
              onChange={(event) => set({ quotaLimit: event.target.value })}
            />
          </Field>
          <Field label="Per" name={`${at}.quota.period`}>
            <NativeSelect
              value={draft.quotaPeriod}
              onChange={(event) => set({ quotaPeriod: event.target.value as 'day' })}
              options={[
                { value: 'day', label: 'day' },
                { value: 'month', label: 'calendar month' },
              ]}
            />
          </Field>
        </div>
      )}
    </fieldset>
  )
}
