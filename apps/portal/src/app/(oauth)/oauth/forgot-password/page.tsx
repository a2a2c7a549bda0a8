import { Button } from '@gatehouse/ui/button'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import type { Metadata } from 'next'
import { EntryTitle } from '../../../../features/account/entry-title.tsx'
import { OauthForm, type OauthSearch, one, Refusal } from '../../../../features/oauth/oauth-form.tsx'

export const metadata: Metadata = { title: 'Choose a new password' }

export default async function Page({ searchParams }: { searchParams: OauthSearch }) {
  const search = await searchParams
  if (one(search.done) !== undefined)
    return (
      <EntryTitle title="Look into your mail">
        If there is an account with this address, a link is on its way. It holds for an hour.
      </EntryTitle>
    )
  return (
    <>
      <EntryTitle title="Choose a new password">We send a link to your address.</EntryTitle>
      <OauthForm act="forgot-password">
        <Refusal code={one(search.error)} />
        <Field label="E-mail" name="email" required>
          <Input type="email" autoComplete="username" maxLength={254} autoFocus />
        </Field>
        <Button type="submit" variant="primary" size="lg" block>
          Send the link
        </Button>
      </OauthForm>
    </>
  )
}
