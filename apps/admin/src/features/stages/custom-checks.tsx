'use client'
import type { GateCheck } from '@gatehouse/contracts/stage-rules'
import { Button } from '@gatehouse/ui/button'
import { Checkbox } from '@gatehouse/ui/checkbox'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { TextLink } from '@gatehouse/ui/text-link'
import { Plus, Trash2 } from 'lucide-react'
import { useRead } from '../../api/use-read.ts'
import { useMay } from '../account/account-context.tsx'
import { webhooksRead } from '../webhooks/queries.ts'

export type CustomCheck = Extract<GateCheck, { check: 'custom' }>
type CustomChecksProps = { checks: readonly CustomCheck[]; onChange: (checks: CustomCheck[]) => void }

/** Checks that a webhook of one's own decides. */
export function CustomChecks({ checks, onChange }: CustomChecksProps) {
  const manage = useMay('webhook.manage')
  const webhooks = useRead(webhooksRead(), { enabled: manage.allowed })
  const choices = (webhooks.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))
  const known = new Set(choices.map(({ value }) => value))
  const change = (at: number, over: Partial<CustomCheck>) =>
    onChange(checks.map((check, index) => (index === at ? { ...check, ...over } : check)))
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="pb-1 font-medium text-sm">Checks of your own</legend>
      <p className="text-muted text-sm">
        A webhook gets the promotion, signed, and answers whether it passes.{' '}
        <TextLink href="/settings/webhooks">Webhooks</TextLink> are set up once for all stages.
      </p>
      {checks.map((check, at) => (
        <fieldset key={at} className="flex flex-col gap-3 rounded-lg border border-line p-3">
          <legend className="sr-only">{check.name || `Check ${at + 1}`}</legend>
          <div className="grid gap-3 sm:grid-cols-2">
            <Field label="Name of the check" name={`custom.${at}.name`} required>
              <Input
                value={check.name}
                maxLength={40}
                placeholder="Acceptance tests"
                onChange={(event) => change(at, { name: event.target.value })}
              />
            </Field>
            <Field label="Webhook" name={`custom.${at}.webhook`} required>
              <NativeSelect
                value={check.webhook}
                onChange={(event) => change(at, { webhook: event.target.value })}
                options={[
                  ...(known.has(check.webhook)
                    ? []
                    : [{ value: check.webhook, label: check.webhook === '' ? 'Choose one' : check.webhook }]),
                  ...choices,
                ]}
              />
            </Field>
            <Field label="Seconds to answer" name={`custom.${at}.timeoutSeconds`} required>
              <Input
                type="number"
                min={1}
                max={600}
                value={check.timeoutSeconds}
                onChange={(event) => change(at, { timeoutSeconds: event.target.valueAsNumber || 60 })}
              />
            </Field>
          </div>
          <div className="flex items-center justify-between gap-3">
            <Checkbox
              label="Blocks when it fails"
              checked={check.required}
              onChange={(event) => change(at, { required: event.target.checked })}
            />
            <Button
              size="sm"
              variant="ghost"
              icon={<Trash2 aria-hidden />}
              onClick={() => onChange(checks.filter((_, index) => index !== at))}
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
        onClick={() =>
          onChange([...checks, { check: 'custom', required: true, name: '', webhook: '', timeoutSeconds: 60 }])
        }
      >
        Add a check
      </Button>
    </fieldset>
  )
}
