'use client'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { Textarea } from '@gatehouse/ui/textarea'
import { useState } from 'react'

/** Addresses from which a key, or a client's tokens, may be used; closed until one wants it. */
export function AddressesField({ ranges = [] }: { ranges?: readonly string[] }) {
  return (
    <details open={ranges.length > 0}>
      <summary className="cursor-pointer font-medium text-sm">Only from certain addresses</summary>
      <div className="pt-3">
        <Field
          label="Addresses"
          name="ipRanges"
          optional
          hint="One per line: the outgoing address of your servers, or a range like 203.0.113.0/24. Calls from elsewhere get 403."
        >
          <Textarea mono rows={3} defaultValue={ranges.join('\n')} />
        </Field>
      </div>
    </details>
  )
}

export const addressesOf = (form: FormData): string[] =>
  String(form.get('ipRanges') ?? '')
    .split(/[\s,;]+/)
    .filter((range) => range !== '')

/** How long the earlier key or secret goes on beside the new one. */
export function OverlapField({ what, dated = true }: { what: string; dated?: boolean }) {
  const [choice, setChoice] = useState('24')
  return (
    <>
      <Field
        label={`The earlier ${what}`}
        name="overlap"
        hint={
          choice === '0'
            ? 'Whatever still uses it stops working within a second.'
            : 'Both work until then; after it the new one alone.'
        }
      >
        <NativeSelect
          value={choice}
          onChange={(event) => setChoice(event.target.value)}
          options={[
            { value: '0', label: 'ends at once' },
            { value: '1', label: 'works for 1 more hour' },
            { value: '24', label: 'works for 24 more hours' },
            { value: '168', label: 'works for 7 more days' },
            ...(dated ? [{ value: 'date', label: 'works until a date …' }] : []),
          ]}
        />
      </Field>
      {choice === 'date' && (
        <Field label="Until" name="overlapUntil" required hint="Your time zone; at most 90 days from now.">
          <Input type="datetime-local" />
        </Field>
      )}
    </>
  )
}

export function overlapOf(form: FormData): { overlapHours: number } | { overlapUntil: string } {
  const choice = String(form.get('overlap'))
  if (choice !== 'date') return { overlapHours: Number(choice) }
  const until = new Date(String(form.get('overlapUntil')))
  return { overlapUntil: Number.isNaN(until.getTime()) ? '' : until.toISOString() }
}
