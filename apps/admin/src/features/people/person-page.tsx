'use client'
import { deactivatePerson, type PersonView, reactivatePerson } from '@gatehouse/contracts/endpoints/people'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { CopyableId } from '@gatehouse/ui/copyable-id'
import { LinkButton } from '@gatehouse/ui/link-button'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonCards } from '@gatehouse/ui/skeleton'
import { StatusWord } from '@gatehouse/ui/status-word'
import { TextLink } from '@gatehouse/ui/text-link'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { useAccount, useMay } from '../account/account-context.tsx'
import { EffectivePermissionsCard } from '../roles/effective-permissions-card.tsx'
import { TrailName } from '../shell/trail.tsx'
import { AssignmentsCard } from './assignments-card.tsx'
import { EraseButton, ErasureNote } from './erase-person.tsx'
import { personStates, teamRoleWords } from './person-text.ts'
import { personRead } from './queries.ts'

export function PersonPage({ id }: { id: string }) {
  const query = useRead(personRead(id))
  return (
    <Page>
      <Loaded query={query} what="person" needs="person.read" skeleton={<SkeletonCards count={2} />}>
        {(person) => <Person person={person} />}
      </Loaded>
    </Page>
  )
}

function Person({ person }: { person: PersonView }) {
  const state = personStates[person.state]
  const teams = person.teams.filter((team) => !team.personal)
  return (
    <>
      <TrailName segment={person.id} name={person.name} />
      <PageHeader
        title={person.name}
        beside={
          <StatusWord framed tone={state.tone}>
            {state.word}
          </StatusWord>
        }
        facts={
          <>
            {person.email ?? 'erased'}
            {person.email && !person.emailVerified && ', not confirmed'} ·{' '}
            {person.hats.map((hat) => (hat === 'member' ? 'Member' : 'Developer')).join(' and ')} ·{' '}
            {person.lastSeenAt ? (
              <>
                last seen <RelativeTime value={person.lastSeenAt} />
              </>
            ) : (
              'never signed in'
            )}
          </>
        }
        menu={
          <>
            <LinkButton href={`/audit?actorId=${person.id}`}>What they did</LinkButton>
            <SwitchButton person={person} />
            <EraseButton person={person} />
          </>
        }
      >
        <ErasureNote person={person} />
      </PageHeader>
      {person.hats.includes('member') && (
        <>
          <AssignmentsCard holder={{ kind: 'person', personId: person.id }} name={person.name} roles={person.roles} />
          <EffectivePermissionsCard assignments={person.roles} />
        </>
      )}
      <Card flush title="Teams">
        {teams.length === 0 ? (
          <p className="px-4 py-4 text-muted text-sm">In no team but their own.</p>
        ) : (
          <ul className="divide-y divide-line">
            {teams.map((team) => (
              <li key={team.id} className="flex min-h-11 items-center gap-4 px-4 py-2 text-sm">
                <TextLink href={`/access/teams/${team.id}`} quiet className="flex-1 font-medium">
                  {team.name}
                </TextLink>
                <span className="text-muted">{teamRoleWords[team.role]}</span>
              </li>
            ))}
          </ul>
        )}
      </Card>
      <p className="text-muted text-sm">
        <CopyableId value={person.id} />
      </p>
    </>
  )
}

function SwitchButton({ person }: { person: PersonView }) {
  const may = useMay('person.manage')
  const account = useAccount()
  const off = useAct(deactivatePerson)
  const on = useAct(reactivatePerson)
  const label = person.state === 'deactivated' ? 'Reactivate' : 'Deactivate'
  if (!may.allowed) return <ActButton why={may.why}>{label}</ActButton>
  if (person.id === account.id)
    return <ActButton why="Somebody else has to do this: it would lock you out.">{label}</ActButton>
  if (person.state === 'deactivated') {
    return (
      <ConfirmDialog
        title={`Reactivate ${person.name}?`}
        consequence="They can sign in again. Roles and teams are as they were."
        action="Reactivate"
        tone="primary"
        trigger={<Button>Reactivate</Button>}
        onConfirm={async () => {
          await on.run({ personId: person.id })
        }}
      />
    )
  }
  return (
    <ConfirmDialog
      title={`Deactivate ${person.name}?`}
      consequence="Every session ends at once, and keys of personal applications get 401 at every gateway. It can be undone."
      action="Deactivate"
      tone="danger"
      trigger={<Button>Deactivate</Button>}
      onConfirm={async () => {
        await off.run({ personId: person.id })
      }}
    />
  )
}
