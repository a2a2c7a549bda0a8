'use client'
import type { Problem } from '@gatehouse/contracts/problems'
import { Button } from '@gatehouse/ui/button'
import { CopyButton } from '@gatehouse/ui/copy-button'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { ProblemForm } from '../../components/problem-form.tsx'

type TotpSetUpProps = {
  shown: { secret: string; uri: string; qr: string }
  problem: Problem | undefined
  running: boolean
  confirm: (code: string) => Promise<unknown>
}

/** The QR code for an authenticator app, its secret for who cannot scan, and the first code. */
export function TotpSetUp({ shown, problem, running, confirm }: TotpSetUpProps) {
  return (
    <div className="flex flex-col gap-4">
      <p className="text-muted text-sm">Scan this with an authenticator app, then give the code that it shows.</p>
      <img
        alt="QR code for an authenticator app"
        className="mx-auto size-44 rounded-lg border border-line bg-white p-1"
        src={`data:image/svg+xml;utf8,${encodeURIComponent(shown.qr)}`}
      />
      <div className="flex items-center justify-center gap-1">
        <code className="break-all text-muted text-xs">{shown.secret.match(/.{1,4}/g)?.join(' ')}</code>
        <CopyButton value={shown.secret} label="Copy secret" />
      </div>
      <ProblemForm problem={problem} submit={(form) => confirm(String(form.get('code')))}>
        <CodeField />
        <Button type="submit" variant="primary" block loading={running}>
          Confirm
        </Button>
      </ProblemForm>
    </div>
  )
}

/** Six digits of an authenticator app. */
export function CodeField({ label = 'Code of the app' }: { label?: string }) {
  return (
    <Field label={label} name="code" required>
      <Input
        inputMode="numeric"
        autoComplete="one-time-code"
        pattern="[0-9 ]{6,7}"
        maxLength={7}
        placeholder="123 456"
        autoFocus
        className="font-mono tracking-widest"
      />
    </Field>
  )
}
