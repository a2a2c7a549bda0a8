'use client'
import { Button } from '@gatehouse/ui/button'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { Textarea } from '@gatehouse/ui/textarea'
import { Plus, Trash2 } from 'lucide-react'
import { fromField, type PlanDraft, toField } from './plan-draft.ts'
import { SuccessorField } from './successor-field.tsx'

type PlanFieldsProps = {
  draft: PlanDraft
  onChange: (over: Partial<PlanDraft>) => void
  /** The saved one. */
  successor: { id: string; label: string } | null
  /** Asked where a date was announced or has come. */
  needsReason: boolean
}

/** How a version ends, in plain words. Times are UTC, as everywhere in the console. */
export function PlanFields({ draft, onChange, successor, needsReason }: PlanFieldsProps) {
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label="Deprecated from (UTC)"
          name="deprecatedAt"
          required
          hint="Headers begin, new subscriptions end. All calls still pass."
        >
          <Input
            type="datetime-local"
            step="any"
            value={draft.deprecatedAt}
            onChange={(event) => onChange({ deprecatedAt: event.target.value })}
          />
        </Field>
        <Field label="Sunset (UTC)" name="sunsetAt" optional hint="From then on every call is answered 410.">
          <Input
            type="datetime-local"
            step="any"
            value={draft.sunsetAt}
            onChange={(event) => onChange({ sunsetAt: event.target.value })}
          />
        </Field>
        <SuccessorField value={draft.successor} onChange={(successor) => onChange({ successor })} known={successor} />
        <Field
          label="Page that says how to move"
          name="guideUrl"
          optional
          hint="Else the portal’s page of the successor."
        >
          <Input
            type="url"
            value={draft.guideUrl}
            placeholder="https://docs.example.com/move-to-v2"
            onChange={(event) => onChange({ guideUrl: event.target.value })}
          />
        </Field>
      </div>
      <Field
        label="What callers should know"
        name="message"
        optional
        hint="Markdown, in the portal’s banner and the mails."
      >
        <Textarea
          rows={3}
          value={draft.message}
          maxLength={2_000}
          placeholder="Totals become decimal strings; everything else stays."
          onChange={(event) => onChange({ message: event.target.value })}
        />
      </Field>
      <BrownOutFields draft={draft} onChange={onChange} />
      <Field
        label="Remind owners so many days before the sunset"
        name="reminderDays"
        hint="Only owners of applications that called in the last 30 days get mails."
      >
        <Input value={draft.reminderDays} onChange={(event) => onChange({ reminderDays: event.target.value })} />
      </Field>
      {needsReason && (
        <Field
          label="Why the plan changes"
          name="reason"
          optional
          hint="Needed to move a date earlier or take one back. Owners read it."
        >
          <Textarea
            rows={2}
            value={draft.reason}
            maxLength={500}
            onChange={(event) => onChange({ reason: event.target.value })}
          />
        </Field>
      )}
    </>
  )
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs

function BrownOutFields({ draft, onChange }: Pick<PlanFieldsProps, 'draft' | 'onChange'>) {
  const { brownOuts } = draft
  const change = (at: number, over: Partial<{ from: string; to: string }>) =>
    onChange({ brownOuts: brownOuts.map((one, i) => (i === at ? { ...one, ...over } : one)) })
  const add = () => {
    const sunset = fromField(draft.sunsetAt)
    const soonest = Date.now() + dayMs
    const wanted = sunset ? Date.parse(sunset) - (14 - brownOuts.length) * dayMs : soonest
    const from = new Date(Math.max(wanted, soonest))
    const to = new Date(from.getTime() + hourMs)
    onChange({ brownOuts: [...brownOuts, { from: toField(from.toISOString()), to: toField(to.toISOString()) }] })
  }
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="pb-1 font-medium text-sm">Brown-outs</legend>
      <p className="text-muted text-sm">
        Announced times before the sunset in which it answers 410, so that forgotten callers notice while there is time.
      </p>
      {brownOuts.map((brownOut, at) => (
        <fieldset key={at} className="flex flex-wrap items-end gap-3">
          <legend className="sr-only">Brown-out {at + 1}</legend>
          <Field label="From (UTC)" name={`brownOuts.${at}.from`} required>
            <Input
              type="datetime-local"
              step="any"
              value={brownOut.from}
              onChange={(event) => change(at, { from: event.target.value })}
            />
          </Field>
          <Field label="To (UTC)" name={`brownOuts.${at}.to`} required>
            <Input
              type="datetime-local"
              step="any"
              value={brownOut.to}
              onChange={(event) => change(at, { to: event.target.value })}
            />
          </Field>
          <Button
            size="sm"
            variant="ghost"
            icon={<Trash2 aria-hidden />}
            onClick={() => onChange({ brownOuts: brownOuts.filter((_, i) => i !== at) })}
          >
            Remove
          </Button>
        </fieldset>
      ))}
      <Button size="sm" className="self-start" icon={<Plus aria-hidden />} onClick={add}>
        Add a brown-out
      </Button>
    </fieldset>
  )
}
