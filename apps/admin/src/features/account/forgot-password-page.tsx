'use client'
import { requestPasswordReset } from '@gatehouse/contracts/endpoints/account'
import { Button } from '@gatehouse/ui/button'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { TextLink } from '@gatehouse/ui/text-link'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ProblemForm } from '../../components/problem-form.tsx'
import { EntryTitle } from './entry-frame.tsx'

export function ForgotPasswordPage() {
  const [sentTo, setSentTo] = useState<string>()
  const ask = useAct(requestPasswordReset)
  if (sentTo) {
    return (
      <div role="status">
        <EntryTitle title="Look into your mail">
          If {sentTo} belongs to a member, a link for a new password is on its way. It holds for a short time.
        </EntryTitle>
        <TextLink href="/sign-in">Back to sign in</TextLink>
      </div>
    )
  }
  return (
    <>
      <EntryTitle title="Get a new password">We mail you a link with which you set it.</EntryTitle>
      <ProblemForm
        problem={ask.problem}
        submit={async (form) => {
          const email = String(form.get('email'))
          await ask.run({ email })
          setSentTo(email)
        }}
      >
        <Field label="E-mail" name="email" required>
          <Input type="email" autoComplete="username" autoFocus />
        </Field>
        <Button type="submit" variant="primary" size="lg" block loading={ask.running}>
          Send the link
        </Button>
        <TextLink href="/sign-in" quiet>
          Back to sign in
        </TextLink>
      </ProblemForm>
    </>
  )
}
