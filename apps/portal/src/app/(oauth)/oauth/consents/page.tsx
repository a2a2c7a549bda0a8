import { Banner } from '@gatehouse/ui/banner'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { LinkButton } from '@gatehouse/ui/link-button'
import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { EntryTitle } from '../../../../features/account/entry-title.tsx'
import { OauthForm, type OauthSearch, one } from '../../../../features/oauth/oauth-form.tsx'
import { consentsOf, currentEndUser } from '../../../../features/oauth/read-oauth.ts'

export const metadata: Metadata = { title: 'Applications that you allowed' }

export default async function Page({ searchParams }: { searchParams: OauthSearch }) {
  const endUser = await currentEndUser()
  if (endUser === undefined) redirect('/oauth/sign-in')
  const consents = (await consentsOf(endUser.endUserId)).filter(({ withdrawnAt }) => withdrawnAt === null)
  return (
    <>
      <EntryTitle title="Applications that you allowed">Signed in as {endUser.email ?? endUser.name}</EntryTitle>
      <div className="flex flex-col gap-4">
        {one((await searchParams).done) === 'password' && (
          <Banner tone="ok" title="Password changed">
            You are signed out everywhere else.
          </Banner>
        )}
        {consents.length === 0 && (
          <EmptyState title="None" why="When you sign in to an application and allow it something, it stands here." />
        )}
        {consents.map(({ application, scopes, givenAt }) => (
          <Card
            key={application.id}
            title={application.name}
            description={`By ${application.team}, allowed on ${givenAt.slice(0, 10)}`}
          >
            <ul className="list-disc pl-5 text-base">
              {scopes.map(({ name, text }) => (
                <li key={name}>{text}</li>
              ))}
            </ul>
            <OauthForm act="withdraw" hidden={{ applicationId: application.id }} className="mt-3">
              <Button type="submit">Withdraw</Button>
            </OauthForm>
          </Card>
        ))}
        {endUser.email !== null && (
          <LinkButton href="/oauth/change-password" size="lg" block>
            Change password
          </LinkButton>
        )}
        <OauthForm act="sign-out">
          <Button type="submit" size="lg" block>
            Sign out
          </Button>
        </OauthForm>
      </div>
    </>
  )
}
