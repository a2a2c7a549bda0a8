'use client'
import {
  deactivateEndUser,
  type EndUserPageView,
  reactivateEndUser,
  setEndUserGroups,
  withdrawEndUserConsent,
} from '@gatehouse/contracts/endpoints/end-users'
import { Banner } from '@gatehouse/ui/banner'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { CopyableId } from '@gatehouse/ui/copyable-id'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { LinkButton } from '@gatehouse/ui/link-button'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonCards } from '@gatehouse/ui/skeleton'
import { StatusWord } from '@gatehouse/ui/status-word'
import { TextLink } from '@gatehouse/ui/text-link'
import { toast } from '@gatehouse/ui/toast'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'
import { useMay } from '../account/account-context.tsx'
import { ReceiptsPanel } from '../deployments/receipts-panel.tsx'
import { TrailName } from '../shell/trail.tsx'
import { endUserStates } from './end-users-page.tsx'
import { chosenGroups, GroupChoice } from './group-choice.tsx'
import { consentsRead, endUserRead, groupsRead } from './queries.ts'

const ticking = (person: EndUserPageView | undefined) =>
  person?.receipts?.gateways.some(({ state, connected }) => state === 'waiting' && connected) ?? false

/** One end user: groups, consents, and the switch that refuses him everywhere. */
export function EndUserPage({ id }: { id: string }) {
  const query = useRead(endUserRead(id), { every: (data) => (ticking(data) ? 1_000 : 15_000) })
  return (
    <Page>
      <Loaded query={query} what="end user" needs="end-user.read" skeleton={<SkeletonCards count={2} />}>
        {(person) => <Body person={person} />}
      </Loaded>
    </Page>
  )
}

function Body({ person }: { person: EndUserPageView }) {
  const may = useMay('end-user.manage')
  const { tone, word } = endUserStates[person.state]
  return (
    <>
      <TrailName segment={person.id} name={person.name} />
      <PageHeader
        title={person.name}
        beside={
          <StatusWord framed tone={tone}>
            {word}
          </StatusWord>
        }
        facts={
          <>
            {person.email ?? 'no address'}
            {person.email && !person.emailVerified && ' (not confirmed)'} ·{' '}
            {person.lastSignInAt ? (
              <>
                last sign-in <RelativeTime value={person.lastSignInAt} />
              </>
            ) : (
              'never signed in'
            )}{' '}
            · made <RelativeTime value={person.createdAt} />
          </>
        }
        menu={
          <>
            <LinkButton href={`/access/oauth/tokens?endUserId=${person.id}`}>Tokens</LinkButton>
            <StateAct person={person} why={may.allowed ? null : may.why} />
          </>
        }
      />
      {person.state === 'deactivated' && (
        <Banner
          tone="bad"
          title={<>Deactivated {person.deactivatedAt && <RelativeTime value={person.deactivatedAt} />}</>}
        >
          {person.receipts ? (
            <>
              <p className="pb-2">
                Sign-in, sessions and tokens are refused: {person.receipts.confirmed}/{person.receipts.total} gateways.
              </p>
              <ReceiptsPanel
                receipts={person.receipts}
                label="Gateways that refuse his tokens"
                confirmed="refuses him"
              />
            </>
          ) : (
            'Sign-in and sessions are refused; the tokens that he had have ended.'
          )}
        </Banner>
      )}
      <GroupsCard key={person.groups.map(({ id }) => id).join()} person={person} why={may.allowed ? null : may.why} />
      <ConsentsCard person={person} why={may.allowed ? null : may.why} />
      <p className="text-muted text-sm">
        <CopyableId value={person.id} />
      </p>
    </>
  )
}

function StateAct({ person, why }: { person: EndUserPageView; why: string | null }) {
  const deactivate = useAct(deactivateEndUser)
  const reactivate = useAct(reactivateEndUser)
  const off = person.state === 'deactivated'
  const label = off ? 'Activate' : 'Deactivate'
  if (why !== null) return <ActButton why={why}>{label}</ActButton>
  return off ? (
    <ConfirmDialog
      title={`Activate ${person.name}?`}
      consequence="He may sign in again. What ended stays ended: applications send him through the sign-in."
      action="Activate"
      tone="primary"
      trigger={<Button>Activate</Button>}
      onConfirm={async () => {
        await reactivate.run({ endUserId: person.id })
      }}
    />
  ) : (
    <ConfirmDialog
      title={`Deactivate ${person.name}?`}
      consequence="Sign-in, sessions, refresh and access tokens are refused at every gateway within a second. He can be activated again."
      action="Deactivate"
      tone="danger"
      trigger={<Button>Deactivate</Button>}
      onConfirm={async () => {
        await deactivate.run({ endUserId: person.id })
      }}
    />
  )
}

function GroupsCard({ person, why }: { person: EndUserPageView; why: string | null }) {
  const groups = useRead(groupsRead()).data?.items ?? []
  const put = useAct(setEndUserGroups, {
    onDone: () => toast.success('Groups saved. What he may not give any more is refused.'),
  })
  return (
    <Card title="Groups" description="A scope that stands in a group is for its members alone.">
      {groups.length === 0 ? (
        <p className="text-muted text-sm">
          There is no group yet. <TextLink href="/access/oauth/groups">Make one</TextLink>, if some scopes are for some
          people only.
        </p>
      ) : (
        <ProblemForm
          problem={put.problem}
          submit={(data) => put.run({ endUserId: person.id, groupIds: chosenGroups(data) })}
        >
          <fieldset disabled={why !== null} className="contents">
            <GroupChoice groups={groups} chosen={person.groups.map(({ id }) => id)} />
          </fieldset>
          {why === null ? (
            <Button type="submit" className="self-start" loading={put.running}>
              Save groups
            </Button>
          ) : (
            <p className="text-muted text-sm">{why}</p>
          )}
        </ProblemForm>
      )}
    </Card>
  )
}

function ConsentsCard({ person, why }: { person: EndUserPageView; why: string | null }) {
  const query = useRead(consentsRead(person.id))
  const withdraw = useAct(withdrawEndUserConsent)
  return (
    <Card flush title="What he has allowed" description="He sees and withdraws the same on his own page of the portal.">
      <Loaded compact query={query} what="consents" needs="end-user.read" skeleton={<SkeletonCards count={1} />}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState compact title="Nothing yet" why="He has not been asked by any application." />
          ) : (
            <ul className="divide-y divide-line">
              {items.map(({ application, scopes, givenAt, withdrawnAt }) => (
                <li key={application.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 text-sm">
                  <div className="min-w-0 flex-1 basis-72">
                    <p>
                      <TextLink href={`/applications/${application.id}`} quiet className="font-medium">
                        {application.name}
                      </TextLink>{' '}
                      <span className="text-muted">by {application.team}</span>
                    </p>
                    <p className="text-muted">
                      {scopes.map(({ text }) => text).join(' · ') || 'to know who he is'} · given{' '}
                      <RelativeTime value={givenAt} />
                    </p>
                  </div>
                  {withdrawnAt ? (
                    <StatusWord tone="neutral">
                      Withdrawn <RelativeTime value={withdrawnAt} />
                    </StatusWord>
                  ) : why === null ? (
                    <ConfirmDialog
                      title={`Withdraw what ${person.name} allowed ${application.name}?`}
                      consequence="Its tokens for him are refused at every gateway within a second. It may ask him again."
                      action="Withdraw"
                      tone="danger"
                      trigger={<Button size="sm">Withdraw</Button>}
                      onConfirm={async () => {
                        await withdraw.run({ endUserId: person.id, applicationId: application.id })
                      }}
                    />
                  ) : (
                    <ActButton size="sm" why={why}>
                      Withdraw
                    </ActButton>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Card>
  )
}
