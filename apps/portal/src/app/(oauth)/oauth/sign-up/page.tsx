import { Banner } from '@gatehouse/ui/banner'
import { Button } from '@gatehouse/ui/button'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { TextLink } from '@gatehouse/ui/text-link'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { EntryTitle } from '../../../../features/account/entry-title.tsx'
import { OauthForm, type OauthSearch, one, Refusal } from '../../../../features/oauth/oauth-form.tsx'
import { entryFacts } from '../../../../features/oauth/read-oauth.ts'

export const metadata: Metadata = { title: 'Create an account' }

export default async function Page({ searchParams }: { searchParams: OauthSearch }) {
  const search = await searchParams
  if (!(await entryFacts()).signUp) notFound()
  const uid = one(search.interaction)
  const back = uid === undefined ? '/oauth/sign-in' : `/oauth/sign-in?interaction=${uid}`
  if (one(search.done) !== undefined)
    return (
      <EntryTitle title="Look into your mail">
        We sent a link to the address. Open it, then <TextLink href={back}>sign in</TextLink>.
      </EntryTitle>
    )
  return (
    <>
      <EntryTitle title="Create an account">
        Have one? <TextLink href={back}>Sign in</TextLink>
      </EntryTitle>
      <OauthForm act="sign-up" hidden={{ interaction: uid }}>
        <Refusal code={one(search.error)} />
        {one(search.reason) && <Banner tone="bad">The password must be {one(search.reason)?.slice(0, 120)}.</Banner>}
        <Field label="Name" name="name" required>
          <Input autoComplete="name" maxLength={120} />
        </Field>
        <Field label="E-mail" name="email" required>
          <Input type="email" autoComplete="username" maxLength={254} />
        </Field>
        <Field label="Password" name="password" required hint="At least 12 characters.">
          <Input type="password" autoComplete="new-password" minLength={12} maxLength={256} />
        </Field>
        <Button type="submit" variant="primary" size="lg" block>
          Create account
        </Button>
      </OauthForm>
    </>
  )
}
