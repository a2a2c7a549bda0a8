'use client'
import { signUp } from '@gatehouse/contracts/endpoints/account'
import { Button } from '@gatehouse/ui/button'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { Mail } from 'lucide-react'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ProblemForm } from '../../components/problem-form.tsx'
import { rememberReturn } from './return-path.ts'
import { Resend } from './sign-in-form.tsx'

/** Name, e-mail, password. The answer is the same for every address: what is next stands in the mail. */
export function SignUpForm({ next, autoFocus = false }: { next: string; autoFocus?: boolean }) {
  const [sentTo, setSentTo] = useState<string>()
  const act = useAct(signUp)
  if (sentTo) return <MailSent email={sentTo} />
  return (
    <ProblemForm
      problem={act.problem}
      submit={async (form) => {
        const email = String(form.get('email'))
        await act.run({ email, name: String(form.get('name')), password: String(form.get('password')) })
        rememberReturn(next)
        setSentTo(email)
      }}
    >
      <Field label="Name" name="name" required>
        <Input autoComplete="name" maxLength={120} autoFocus={autoFocus} />
      </Field>
      <Field label="E-mail" name="email" required>
        <Input type="email" autoComplete="username" maxLength={254} />
      </Field>
      <Field label="Password" name="password" required hint="At least 12 characters; length counts, not symbols.">
        <Input type="password" autoComplete="new-password" minLength={12} maxLength={256} />
      </Field>
      <Button type="submit" variant="primary" size="lg" block loading={act.running}>
        Create account
      </Button>
    </ProblemForm>
  )
}

function MailSent({ email }: { email: string }) {
  return (
    <div role="status" className="rounded-lg border border-line bg-surface p-4">
      <p className="flex items-center gap-2 font-medium">
        <Mail aria-hidden className="size-4 text-accent-text" />
        Look into your mail
      </p>
      <p className="mt-1 text-muted text-sm">
        We wrote to <strong className="font-medium text-fg [overflow-wrap:anywhere]">{email}</strong>. The link in it
        brings you back here, signed in. It holds for a day.
      </p>
      <Resend email={email} />
    </div>
  )
}
