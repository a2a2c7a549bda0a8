import { Banner } from '@gatehouse/ui/banner'
import { Button } from '@gatehouse/ui/button'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { EntryTitle } from '../../../../features/account/entry-title.tsx'
import { OauthForm, type OauthSearch, one, Refusal } from '../../../../features/oauth/oauth-form.tsx'
import { currentEndUser } from '../../../../features/oauth/read-oauth.ts'

export const metadata: Metadata = { title: 'Change password' }

export default async function Page({ searchParams }: { searchParams: OauthSearch }) {
  const endUser = await currentEndUser()
  if (endUser === undefined) redirect('/oauth/sign-in')
  const search = await searchParams
  const reason = one(search.reason)
  return (
    <>
      <EntryTitle title="Change password">
        You are signed out everywhere else, and applications ask you again.
      </EntryTitle>
      <OauthForm act="change-password">
        <Refusal code={one(search.error)} />
        {reason && <Banner tone="bad">The password must be {reason.slice(0, 120)}.</Banner>}
        <input type="hidden" name="username" autoComplete="username" value={endUser.email ?? ''} readOnly />
        <Field label="Password now" name="current" required>
          <Input type="password" autoComplete="current-password" maxLength={256} autoFocus />
        </Field>
        <Field label="New password" name="password" required hint="At least 12 characters.">
          <Input type="password" autoComplete="new-password" minLength={12} maxLength={256} />
        </Field>
        <Button type="submit" variant="primary" size="lg" block>
          Change password
        </Button>
      </OauthForm>
    </>
  )
}
