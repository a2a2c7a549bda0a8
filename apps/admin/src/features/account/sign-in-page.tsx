'use client'
import { type SignInNext, signIn } from '@gatehouse/auth/session/sign-in-client'
import { type ProblemCode, problems } from '@gatehouse/contracts/problems'
import { Banner } from '@gatehouse/ui/banner'
import { Button } from '@gatehouse/ui/button'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { TextLink } from '@gatehouse/ui/text-link'
import { type FormEvent, useState } from 'react'
import { EntryTitle } from './entry-frame.tsx'
import { localPath } from './local-path.ts'
import { EnrolStep, FactorStep, PasskeyEntry } from './sign-in-steps.tsx'

type SignInPageProps = {
  next: string
  code?: string
  email?: string
  /** A directory takes its own user names here, too. */
  directory?: boolean
}

export function SignInPage({ next, code: firstCode, email = '', directory = false }: SignInPageProps) {
  const [code, setCode] = useState(firstCode)
  const [busy, setBusy] = useState(false)
  const [owed, setOwed] = useState<Exclude<SignInNext, { state: 'in' | 'refused' }>>()
  const proceed = (outcome: SignInNext) => {
    // A whole page load: the frame is rendered for the person on the server.
    if (outcome.state === 'in') return window.location.assign(localPath(next))
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
    setBusy(true)
    proceed(await signIn({ email: String(form.get('email')), password: String(form.get('password')) }))
  }
  if (owed?.state === 'factor')
    return (
      <>
        <EntryTitle title="One more step">Your account asks for a second factor.</EntryTitle>
        <FactorStep ticket={owed.ticket} factors={owed.factors} next={proceed} />
      </>
    )
  if (owed?.state === 'enrol')
    return (
      <>
        <EntryTitle title="Set up a second factor">The organization asks its members for one.</EntryTitle>
        <EnrolStep ticket={owed.ticket} next={proceed} />
      </>
    )
  return (
    <>
      <EntryTitle title="Sign in to the console">
        For members who run APIs. Developers sign in at the portal.
      </EntryTitle>
      <form method="post" onSubmit={submit} className="flex flex-col gap-4">
        {code && <SignInRefusal code={code} />}
        <Field label={directory ? 'E-mail or user name' : 'E-mail'} name="email" required>
          <Input
            type={directory ? 'text' : 'email'}
            autoCapitalize="none"
            spellCheck={false}
            autoComplete="username"
            defaultValue={email}
            autoFocus={!email}
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
          <Input type="password" autoComplete="current-password" autoFocus={Boolean(email)} />
        </Field>
        <Button type="submit" variant="primary" size="lg" block loading={busy}>
          Sign in
        </Button>
      </form>
      <PasskeyEntry next={proceed} />
    </>
  )
}

function SignInRefusal({ code }: { code: string }) {
  const entry = problems[code as ProblemCode] ?? problems.sign_in_failed
  return (
    <div role="alert">
      <Banner tone="bad" title={entry.title}>
        {entry.fix[0] ?? entry.why}
      </Banner>
    </div>
  )
}
