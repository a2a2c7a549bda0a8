import { Button } from '@gatehouse/ui/button'
import type { Metadata } from 'next'
import { EntryTitle } from '../../../../features/account/entry-title.tsx'
import { OauthForm, type OauthSearch, one, Refusal } from '../../../../features/oauth/oauth-form.tsx'

export const metadata: Metadata = { title: 'Confirm your address' }

/** A button, because programs that read mails follow links. */
export default async function Page({ searchParams }: { searchParams: OauthSearch }) {
  const search = await searchParams
  return (
    <>
      <EntryTitle title="Confirm your address">One click, and you can sign in.</EntryTitle>
      <OauthForm act="verify" hidden={{ token: one(search.token) ?? '' }}>
        <Refusal code={one(search.error)} />
        <Button type="submit" variant="primary" size="lg" block>
          Confirm
        </Button>
      </OauthForm>
    </>
  )
}
