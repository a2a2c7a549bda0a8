'use client'
import type { FreezeWindow } from '@gatehouse/contracts/stage-rules'
import { Button } from '@gatehouse/ui/button'
import { Checkbox } from '@gatehouse/ui/checkbox'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { Plus, Trash2 } from 'lucide-react'

type FreezeFieldsProps = { windows: readonly FreezeWindow[]; onChange: (windows: FreezeWindow[]) => void }

const zones = Intl.supportedValuesOf('timeZone')

/** Windows in which nothing new goes onto the stage, each with its own fields. */
export function FreezeFields({ windows, onChange }: FreezeFieldsProps) {
  const change = (at: number, over: Partial<FreezeWindow>) =>
    onChange(windows.map((window, i) => (i === at ? { ...window, ...over } : window)))
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="pb-1 font-medium text-sm">Freeze windows</legend>
      <p className="text-muted text-sm">No deploys and promotions meanwhile. Rolling back stays possible.</p>
      <datalist id="time-zones">
        {zones.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {windows.map((window, at) => (
        <fieldset key={at} className="flex flex-col gap-3 rounded-lg border border-line p-3">
          <legend className="sr-only">{window.name || `Window ${at + 1}`}</legend>
          <div className="grid gap-3 sm:grid-cols-2">
            <Field label="Name of the window" name={`freezeWindows.${at}.name`} required>
              <Input
                value={window.name}
                maxLength={60}
                placeholder="Peak weekend"
                onChange={(event) => change(at, { name: event.target.value })}
              />
            </Field>
            <Field label="Time zone" name={`freezeWindows.${at}.zone`} required>
              <Input
                list="time-zones"
                value={window.zone}
                onChange={(event) => change(at, { zone: event.target.value })}
              />
            </Field>
            <Field label="From" name={`freezeWindows.${at}.from`} required>
              <Input
                type="datetime-local"
                value={window.from}
                onChange={(event) => change(at, { from: event.target.value.slice(0, 16) })}
              />
            </Field>
            <Field label="To" name={`freezeWindows.${at}.to`} required>
              <Input
                type="datetime-local"
                value={window.to}
                onChange={(event) => change(at, { to: event.target.value.slice(0, 16) })}
              />
            </Field>
          </div>
          <Field label="Reason" name={`freezeWindows.${at}.reason`} required hint="Whoever wants to deploy reads it.">
            <Input
              value={window.reason}
              maxLength={300}
              onChange={(event) => change(at, { reason: event.target.value })}
            />
          </Field>
          <div className="flex items-center justify-between gap-3">
            <Checkbox
              label="Again each week"
              checked={window.weekly}
              onChange={(event) => change(at, { weekly: event.target.checked })}
            />
            <Button
              size="sm"
              variant="ghost"
              icon={<Trash2 aria-hidden />}
              onClick={() => onChange(windows.filter((_, i) => i !== at))}
            >
              Remove
            </Button>
          </div>
        </fieldset>
      ))}
      <Button
        size="sm"
        className="self-start"
        icon={<Plus aria-hidden />}
        onClick={() => onChange([...windows, { name: '', reason: '', zone, from: '', to: '', weekly: false }])}
      >
        Add a window
      </Button>
    </fieldset>
  )
}
