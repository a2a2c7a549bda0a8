'use client'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { Textarea } from '@gatehouse/ui/textarea'
import { useState } from 'react'

/** Words of a field that takes several, parted by spaces, commas or lines. */
export function wordsOf(value: FormDataEntryValue | null): string[] {
  return String(value ?? '')
    .split(/[\s,;]+/)
    .filter((word) => word !== '')
}

/** Addresses from which a key may be used. */
export function AddressesField({ ranges = [] }: { ranges?: readonly string[] }) {
  return (
    <Field
      label="Only from these addresses"
      name="ipRanges"
      optional
      hint="One per line: an address or a range in CIDR form, IPv4 or IPv6. Empty: from anywhere. Other callers get 403."
    >
      <Textarea mono rows={3} defaultValue={ranges.join('\n')} placeholder={'203.0.113.0/24\n2001:db8::/32'} />
    </Field>
  )
}

/** Days from now until a new key ends. */
export function EndField({ label = 'Ends' }: { label?: string }) {
  return (
    <Field label={label} name="days">
      <NativeSelect
        defaultValue="0"
        options={[
          { value: '0', label: 'never' },
          { value: '30', label: 'in 30 days' },
          { value: '90', label: 'in 90 days' },
          { value: '365', label: 'in a year' },
        ]}
      />
    </Field>
  )
}

export function endOf(form: FormData): { expiresAt?: string } {
  const days = Number(form.get('days'))
  return days > 0 ? { expiresAt: new Date(Date.now() + days * 86_400_000).toISOString() } : {}
}

/** How long the earlier key goes on beside the new one. */
export function OverlapField() {
  const [choice, setChoice] = useState('24')
  return (
    <>
      <Field
        label="The earlier key"
        name="overlap"
        hint={
          choice === '0'
            ? 'Whatever still uses it stops working within a second.'
            : 'Both are good until then; afterwards the new one alone, at every gateway by itself.'
        }
      >
        <NativeSelect
          value={choice}
          onChange={(event) => setChoice(event.target.value)}
          options={[
            { value: '0', label: 'ends at once' },
            { value: '1', label: 'goes on for 1 hour' },
            { value: '24', label: 'goes on for 24 hours' },
            { value: '168', label: 'goes on for 7 days' },
            { value: 'date', label: 'goes on until a date …' },
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
