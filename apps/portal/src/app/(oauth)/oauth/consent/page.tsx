import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { Checkbox } from '@gatehouse/ui/checkbox'
import type { Metadata } from 'next'
import { EntryTitle } from '../../../../features/account/entry-title.tsx'
import { OauthForm, type OauthSearch, one } from '../../../../features/oauth/oauth-form.tsx'
import { SignInIsOver } from '../../../../features/oauth/over.tsx'
import { interactionOf } from '../../../../features/oauth/read-oauth.ts'

export const metadata: Metadata = { title: 'Allow access' }

export default async function Page({ searchParams }: { searchParams: OauthSearch }) {
  const uid = one((await searchParams).interaction)
  const interaction = await interactionOf(uid)
  if (uid === undefined || interaction?.step !== 'consent' || interaction.endUser === null) return <SignInIsOver />
  const { application, endUser, scopes } = interaction
  return (
    <>
      <EntryTitle title={`Allow ${application.name} access?`}>
        {application.name} is by {application.team}. You are signed in as {endUser.email ?? endUser.name}.
      </EntryTitle>
      <OauthForm act="allow" hidden={{ interaction: uid }}>
        {scopes.length > 0 && (
          <Card title="It asks to">
            <div className="flex flex-col gap-3">
              {scopes.map(({ name, text }) => (
                <Checkbox key={name} name="scope" value={name} label={text} description={name} defaultChecked />
              ))}
            </div>
          </Card>
        )}
        <p className="text-muted text-sm">
          What you leave out it does not get. You can withdraw this at any time on your page of allowed applications.
        </p>
        <Button type="submit" variant="primary" size="lg" block>
          Allow
        </Button>
      </OauthForm>
      <OauthForm act="deny" hidden={{ interaction: uid }} className="mt-3">
        <Button type="submit" size="lg" block>
          Do not allow
        </Button>
      </OauthForm>
    </>
  )
}
