'use client'
import { type StageValuesView, setSecret } from '@gatehouse/contracts/endpoints/deployments'
import { Button } from '@gatehouse/ui/button'
import { Dialog } from '@gatehouse/ui/dialog'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { StatusWord } from '@gatehouse/ui/status-word'
import { toast } from '@gatehouse/ui/toast'
import { useId, useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ActButton } from '../../components/act-button.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'
import { useVersion } from '../apis/version-context.tsx'

/** Secrets of the stage: they can be set and replaced, never read. */
export function SecretsPanel({ view }: { view: StageValuesView }) {
  const missing = view.missing.filter(
    (one) => one.kind === 'secret' && !view.secrets.some((secret) => secret.name === one.name),
  )
  return (
    <section aria-label={`Secrets of ${view.stage.name}`} className="mt-5 border-line border-t pt-4">
      <div className="flex items-center justify-between gap-3 pb-1">
        <h3 className="text-sm">Secrets</h3>
        <SecretDialog view={view} />
      </div>
      {view.secrets.length + missing.length === 0 && (
        <p className="text-muted text-sm">
          None. A header of a backend can use one by its name; its value is never shown again.
        </p>
      )}
      <ul className="divide-y divide-line">
        {missing.map((one) => (
          <li key={one.name} className="flex min-h-10 items-center gap-3 text-sm">
            <code className="font-medium">{one.name}</code>
            <StatusWord tone="warn">Not set</StatusWord>
            <span className="ml-auto">
              <SecretDialog view={view} secret={one.name} />
            </span>
          </li>
        ))}
        {view.secrets.map((secret) => (
          <li key={secret.name} className="flex min-h-10 flex-wrap items-center gap-x-3 text-sm">
            <code className="font-medium">{secret.name}</code>
            {secret.version === null ? (
              <StatusWord tone="warn">Not set</StatusWord>
            ) : (
              <span className="text-muted">
                version {secret.version}
                {secret.setAt && (
                  <>
                    , set <RelativeTime value={secret.setAt} />
                  </>
                )}
              </span>
            )}
            {secret.expiresAt && <Expiry at={secret.expiresAt} />}
            {!secret.used && <span className="text-muted">not used by any header</span>}
            <span className="ml-auto">
              <SecretDialog view={view} secret={secret.name} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

const warnBeforeMs = 30 * 86_400_000

function Expiry({ at }: { at: string }) {
  const left = Date.parse(at) - Date.now()
  return (
    <StatusWord tone={left <= 0 ? 'bad' : left < warnBeforeMs ? 'warn' : 'neutral'}>
      {left <= 0 ? 'ended' : 'ends'} <RelativeTime value={at} />
    </StatusWord>
  )
}

function SecretDialog({ view, secret }: { view: StageValuesView; secret?: string }) {
  const { page, name } = useVersion()
  const form = useId()
  const [open, setOpen] = useState(false)
  const set = useAct(setSecret, {
    onDone: (answer) => {
      toast.success(`${answer.name} is set`, { description: 'The gateways get it at once, without a deploy.' })
      setOpen(false)
    },
  })
  const label = secret ? 'Replace' : 'Add a secret'
  if (!page.can.edit.allowed) {
    return (
      <ActButton size="sm" why={page.can.edit.why}>
        {label}
      </ActButton>
    )
  }
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      title={secret ? `New value of ${secret} on ${view.stage.name}` : `Secret on ${view.stage.name}`}
      description="It is sealed for each gateway and never shown again, here or anywhere."
      trigger={<Button size="sm">{label}</Button>}
      footer={
        <Button type="submit" form={form} variant="primary" loading={set.running}>
          Set secret
        </Button>
      }
    >
      <ProblemForm
        id={form}
        problem={set.problem}
        submit={(data) =>
          set.run({
            ...name,
            stage: view.stage.slug,
            secret: secret ?? String(data.get('secret')),
            value: String(data.get('value')),
            ...(data.get('expiresAt') ? { expiresAt: `${String(data.get('expiresAt'))}T00:00:00Z` } : {}),
          })
        }
      >
        {!secret && (
          <Field label="Name" name="secret" required hint="Letters, digits, - and _.">
            <Input mono pattern="[A-Za-z][A-Za-z0-9_\-]{0,59}" placeholder="backend-token" autoFocus />
          </Field>
        )}
        <Field label="Value" name="value" required>
          <Input type="password" autoComplete="off" maxLength={8000} />
        </Field>
        <Field
          label="Ends on"
          name="expiresAt"
          optional
          hint="When the backend stops taking it: the API is flagged 30 days before."
        >
          <Input type="date" />
        </Field>
      </ProblemForm>
    </Dialog>
  )
}
