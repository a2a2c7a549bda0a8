import { Banner } from '@gatehouse/ui/banner'
import { Button } from '@gatehouse/ui/button'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { TextLink } from '@gatehouse/ui/text-link'
import type { Metadata } from 'next'
import { EntryTitle } from '../../../../features/account/entry-title.tsx'
import { OauthForm, type OauthSearch, one, Refusal } from '../../../../features/oauth/oauth-form.tsx'
import { SignInIsOver } from '../../../../features/oauth/over.tsx'
import { entryFacts, interactionOf } from '../../../../features/oauth/read-oauth.ts'

export const metadata: Metadata = { title: 'Sign in' }

export default async function Page({ searchParams }: { searchParams: OauthSearch }) {
  const search = await searchParams
  const uid = one(search.interaction)
  const interaction = await interactionOf(uid)
  if (uid !== undefined && interaction?.step !== 'login') return <SignInIsOver />
  const { signUp, organization } = await entryFacts()
  const carry = uid === undefined ? '' : `?interaction=${uid}`
  return (
    <>
      <EntryTitle title="Sign in">
        {interaction ? (
          <>
            To go on to <strong>{interaction.application.name}</strong> by {interaction.application.team}
          </>
        ) : (
          <>To your account at {organization}</>
        )}
      </EntryTitle>
      <OauthForm act="sign-in" hidden={{ interaction: uid }}>
        {one(search.done) !== undefined && (
          <Banner
            tone="ok"
            title={one(search.done) === 'verified' ? 'Your address is confirmed' : 'Your password is set'}
          >
            Sign in with it now.
          </Banner>
        )}
        <Refusal code={one(search.error)} />
        <Field label="E-mail" name="email" required>
          <Input type="email" autoComplete="username" defaultValue={interaction?.loginHint ?? ''} autoFocus />
        </Field>
        <Field
          label="Password"
          name="password"
          required
          aside={
            <TextLink href={`/oauth/forgot-password${carry}`} quiet>
              Forgot it?
            </TextLink>
          }
        >
          <Input type="password" autoComplete="current-password" />
        </Field>
        <Button type="submit" variant="primary" size="lg" block>
          Sign in
        </Button>
      </OauthForm>
      {uid !== undefined && (
        <OauthForm act="deny" hidden={{ interaction: uid }} className="mt-3">
          <Button type="submit" size="lg" block>
            Cancel
          </Button>
        </OauthForm>
      )}
      {signUp && (
        <p className="mt-6 text-muted text-sm">
          No account yet? <TextLink href={`/oauth/sign-up${carry}`}>Create one</TextLink>
        </p>
      )}
    </>
  )
}
