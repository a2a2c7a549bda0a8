'use client'
import { signIn } from '@gatehouse/auth/session/sign-in-client'
import { verifyEmail } from '@gatehouse/contracts/endpoints/account'
import { Button } from '@gatehouse/ui/button'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { LinkButton } from '@gatehouse/ui/link-button'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ProblemForm } from '../../components/problem-form.tsx'
import { EntryTitle } from './entry-title.tsx'
import { recallReturn } from './return-path.ts'
import { leaveFor, SignInForm } from './sign-in-form.tsx'

/**
 * Behind the link of the confirmation mail. It waits for a person with the password: scanners that open every link of a mail must not
 * confirm an address for somebody who does not own it.
 */
export function VerifyEmailPage({ token }: { token: string }) {
  const verify = useAct(verifyEmail)
  const [confirmed, setConfirmed] = useState<string>()
  const [busy, setBusy] = useState(false)
  if (confirmed) {
    return (
      <>
        <EntryTitle title="Address confirmed">Now sign in with your password.</EntryTitle>
        <SignInForm next={recallReturn()} email={confirmed} code="sign_in_failed" />
      </>
    )
  }
  if (verify.problem?.code === 'link_invalid') {
    return (
      <>
        <EntryTitle title="This link no longer works">
          It was used already, is older than a day, or a newer mail replaced it. If you confirmed your address before,
          sign in; otherwise sign in too, and have the mail sent again.
        </EntryTitle>
        <LinkButton href="/sign-in" variant="primary" size="lg" className="w-full">
          Sign in
        </LinkButton>
      </>
    )
  }
  return (
    <>
      <EntryTitle title="Confirm your address">Enter the password that you chose, and you are in.</EntryTitle>
      <ProblemForm
        problem={verify.problem}
        submit={async (form) => {
          setBusy(true)
          try {
            const { email } = await verify.run({ token, password: String(form.get('password')) })
            const next = await signIn({ email, password: String(form.get('password')) })
            if (next.state === 'in') return leaveFor(recallReturn())
            setConfirmed(email)
          } finally {
            setBusy(false)
          }
        }}
      >
        <Field label="Password" name="password" required>
          <Input type="password" autoComplete="current-password" autoFocus />
        </Field>
        <Button type="submit" variant="primary" size="lg" block loading={busy}>
          Confirm and sign in
        </Button>
      </ProblemForm>
    </>
  )
}
