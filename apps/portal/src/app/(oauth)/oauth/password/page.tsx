import { Banner } from '@gatehouse/ui/banner'
import { Button } from '@gatehouse/ui/button'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import type { Metadata } from 'next'
import { EntryTitle } from '../../../../features/account/entry-title.tsx'
import { OauthForm, type OauthSearch, one, Refusal } from '../../../../features/oauth/oauth-form.tsx'

export const metadata: Metadata = { title: 'Choose a password' }

export default async function Page({ searchParams }: { searchParams: OauthSearch }) {
  const search = await searchParams
  const reason = one(search.reason)
  return (
    <>
      <EntryTitle title="Choose a password">All your other sessions end.</EntryTitle>
      <OauthForm act="password" hidden={{ token: one(search.token) ?? '' }}>
        <Refusal code={one(search.error)} />
        {reason && <Banner tone="bad">The password must be {reason.slice(0, 120)}.</Banner>}
        <Field label="New password" name="password" required hint="At least 12 characters.">
          <Input type="password" autoComplete="new-password" minLength={12} maxLength={256} autoFocus />
        </Field>
        <Button type="submit" variant="primary" size="lg" block>
          Set password
        </Button>
      </OauthForm>
    </>
  )
}
