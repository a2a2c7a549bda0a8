'use client'
import { rateLimitOptions } from '@gatehouse/policies/policies/rate-limit/definition'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { NativeSelect } from '@gatehouse/ui/native-select'
import type { OptionsEditorProps } from './policy-editor.tsx'
import { errorOf, useOptionsDraft } from './use-options-draft.ts'

type Draft = { limit: string; periodSeconds: string; burst: string }

const periods = [
  { value: '1', label: 'second' },
  { value: '60', label: 'minute' },
  { value: '3600', label: 'hour' },
  { value: '86400', label: 'day' },
]

/** Calls per period of one caller, and how many at once. */
export function RateLimitEditor({ options, onChange }: OptionsEditorProps) {
  const start = (): Draft => {
    const parsed = rateLimitOptions.safeParse(options)
    const { limit, periodSeconds, burst } = parsed.success ? parsed.data : { limit: 100, periodSeconds: 60, burst: 20 }
    return { limit: String(limit), periodSeconds: String(periodSeconds), burst: String(burst) }
  }
  const { draft, change, faultOf } = useOptionsDraft('rate-limit', start, optionsOf, onChange)
  const known = periods.some(({ value }) => value === draft.periodSeconds)
  return (
    <div className="grid gap-4 pt-3 sm:grid-cols-3">
      <Field label="Calls of one caller" {...errorOf(faultOf('limit'))}>
        <Input
          type="number"
          min={1}
          value={draft.limit}
          onChange={(event) => change({ ...draft, limit: event.target.value })}
        />
      </Field>
      <Field label="Per" {...errorOf(faultOf('periodSeconds'))}>
        <NativeSelect
          value={draft.periodSeconds}
          onChange={(event) => change({ ...draft, periodSeconds: event.target.value })}
          options={
            known ? periods : [...periods, { value: draft.periodSeconds, label: `${draft.periodSeconds} seconds` }]
          }
        />
      </Field>
      <Field label="Of them at once" {...errorOf(faultOf('burst'))}>
        <Input
          type="number"
          min={1}
          value={draft.burst}
          onChange={(event) => change({ ...draft, burst: event.target.value })}
        />
      </Field>
    </div>
  )
}

function optionsOf({ limit, periodSeconds, burst }: Draft): unknown {
  return { limit: Number(limit), periodSeconds: Number(periodSeconds), burst: Number(burst) }
}
