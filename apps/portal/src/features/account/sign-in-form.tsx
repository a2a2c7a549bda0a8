'use client'
import { type SignInNext, signIn } from '@gatehouse/auth/session/sign-in-client'
import { resendVerification } from '@gatehouse/contracts/endpoints/account'
import { type ProblemCode, problems } from '@gatehouse/contracts/problems'
import { Banner } from '@gatehouse/ui/banner'
import { Button } from '@gatehouse/ui/button'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { TextLink } from '@gatehouse/ui/text-link'
import { type FormEvent, useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { localPath } from './local-path.ts'
import { EnrolStep, FactorStep, PasskeyEntry } from './sign-in-steps.tsx'

type SignInFormProps = {
  next: string
  code?: string
  email?: string
  autoFocus?: boolean
  /** A directory takes its own user names here, too. */
  directory?: boolean
}

/** E-mail and password; afterwards back to where the reader was. */
export function SignInForm({
  next,
  code: firstCode,
  email = '',
  autoFocus = false,
  directory = false,
}: SignInFormProps) {
  const [code, setCode] = useState(firstCode)
  const [tried, setTried] = useState(email)
  const [busy, setBusy] = useState(false)
  const [owed, setOwed] = useState<Exclude<SignInNext, { state: 'in' | 'refused' }>>()
  const proceed = (outcome: SignInNext) => {
    // A whole page load: the frame is rendered for the person on the server.
    if (outcome.state === 'in') return leaveFor(next)
    if (outcome.state === 'refused') {
      setOwed(undefined)
      setCode(outcome.code)
    } else {
      setCode(undefined)
      setOwed(outcome)
    }
    setBusy(false)
  }
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const given = String(form.get('email'))
    setBusy(true)
    setTried(given)
    proceed(await signIn({ email: given, password: String(form.get('password')) }))
  }
  if (owed?.state === 'factor')
    return (
      <>
        <p className="mb-4 text-muted text-sm">One more step: your account asks for a second factor.</p>
        <FactorStep ticket={owed.ticket} factors={owed.factors} next={proceed} />
      </>
    )
  if (owed?.state === 'enrol')
    return (
      <>
        <p className="mb-4 text-muted text-sm">Set up the second factor that is asked for.</p>
        <EnrolStep ticket={owed.ticket} next={proceed} />
      </>
    )
  return (
    <>
      <form method="post" onSubmit={submit} className="flex flex-col gap-4">
        {code && <SignInRefusal code={code} email={tried} />}
        <Field label={directory ? 'E-mail or user name' : 'E-mail'} name="email" required>
          <Input
            type={directory ? 'text' : 'email'}
            autoCapitalize="none"
            spellCheck={false}
            autoComplete="username"
            defaultValue={email}
            autoFocus={autoFocus && !email}
          />
        </Field>
        <Field
          label="Password"
          name="password"
          required
          aside={
            <TextLink href="/forgot-password" quiet>
              Forgot it?
            </TextLink>
          }
        >
          <Input type="password" autoComplete="current-password" autoFocus={autoFocus && Boolean(email)} />
        </Field>
        <Button type="submit" variant="primary" size="lg" block loading={busy}>
          Sign in
        </Button>
      </form>
      <PasskeyEntry next={proceed} />
    </>
  )
}

/** Goes on, or renders the same place anew for who is now signed in. */
export function leaveFor(next: string): void {
  const target = localPath(next)
  if (target === `${window.location.pathname}${window.location.search}`) window.location.reload()
  else window.location.assign(target)
}

function SignInRefusal({ code, email }: { code: string; email: string }) {
  const entry = problems[code as ProblemCode] ?? problems.sign_in_failed
  return (
    <div role="alert">
      <Banner tone="bad" title={entry.title}>
        {entry.fix[0] ?? entry.why}
        {code === 'email_unverified' && email && <Resend email={email} />}
      </Banner>
    </div>
  )
}

/** Has the confirmation mail sent again, and says so. */
export function Resend({ email }: { email: string }) {
  const resend = useAct(resendVerification)
  const [sent, setSent] = useState(false)
  if (sent) return <p role="status">Sent again. Only the newest link works.</p>
  return (
    <p className="mt-2">
      <Button
        size="sm"
        loading={resend.running}
        onClick={() =>
          void resend
            .run({ email })
            .then(() => setSent(true))
            .catch(() => undefined)
        }
      >
        Send the mail again
      </Button>
      {resend.problem && <span className="ml-2 text-bad-text">{resend.problem.detail ?? resend.problem.title}</span>}
    </p>
  )
}
