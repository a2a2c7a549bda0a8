'use client'
import { resetPassword } from '@gatehouse/contracts/endpoints/account'
import { Button } from '@gatehouse/ui/button'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { useAct } from '../../api/use-act.ts'
import { ProblemForm } from '../../components/problem-form.tsx'
import { EntryTitle } from './entry-frame.tsx'

export function ResetPasswordPage({ token }: { token: string }) {
  const reset = useAct(resetPassword, {
    onDone: ({ email }) => window.location.assign(`/sign-in?email=${encodeURIComponent(email)}`),
  })
  return (
    <>
      <EntryTitle title="Set a new password">It ends every session you have open elsewhere.</EntryTitle>
      <ProblemForm
        problem={reset.problem}
        submit={(form) => reset.run({ token, password: String(form.get('password')) })}
      >
        <Field label="New password" name="password" required hint="At least 12 characters; length counts, not symbols.">
          <Input type="password" autoComplete="new-password" minLength={12} autoFocus />
        </Field>
        <Button type="submit" variant="primary" size="lg" block loading={reset.running}>
          Set password
        </Button>
      </ProblemForm>
    </>
  )
}
