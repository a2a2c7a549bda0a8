'use client'
import {
  changeTeamRole,
  removeTeamMember,
  resumeTeam,
  suspendTeam,
  type TeamView,
  updateTeam,
} from '@gatehouse/contracts/endpoints/teams'
import { Banner } from '@gatehouse/ui/banner'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { CopyableId } from '@gatehouse/ui/copyable-id'
import { Dialog } from '@gatehouse/ui/dialog'
import { Field } from '@gatehouse/ui/field'
import { plural } from '@gatehouse/ui/format'
import { Input } from '@gatehouse/ui/input'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonCards } from '@gatehouse/ui/skeleton'
import { StatusWord } from '@gatehouse/ui/status-word'
import { TextLink } from '@gatehouse/ui/text-link'
import { toast } from '@gatehouse/ui/toast'
import { useId, useState } from 'react'
import { problemOf, useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'
import { useMay } from '../account/account-context.tsx'
import { CallerPauseBanners, PauseCallerButton } from '../applications/caller-pauses.tsx'
import { TrailName } from '../shell/trail.tsx'
import { AddMemberDialog } from './add-member-dialog.tsx'
import { teamRoleWords } from './person-text.ts'
import { teamRead } from './queries.ts'

export function TeamPage({ id }: { id: string }) {
  const query = useRead(teamRead(id))
  return (
    <Page>
      <Loaded query={query} what="team" needs="team.read" skeleton={<SkeletonCards count={2} />}>
        {(team) => <Team team={team} />}
      </Loaded>
    </Page>
  )
}

function Team({ team }: { team: TeamView }) {
  const may = useMay('team.manage', { teamId: team.id })
  const paused = { caller: { teamId: team.id }, name: team.name, ownerId: team.id, pauses: team.pauses }
  return (
    <>
      <TrailName segment={team.id} name={team.name} />
      <PageHeader
        title={team.name}
        beside={
          team.state === 'suspended' ? (
            <StatusWord framed tone="bad">
              Suspended
            </StatusWord>
          ) : undefined
        }
        facts={
          <>
            <TextLink href={`/apis?team=${team.id}`}>{plural(team.apiCount, 'API')}</TextLink> ·{' '}
            {plural(team.applicationCount, 'application')} · since <RelativeTime value={team.createdAt} />
          </>
        }
        primary={
          may.allowed ? (
            <AddMemberDialog team={team} />
          ) : (
            <ActButton variant="primary" why={may.why}>
              Add a member
            </ActButton>
          )
        }
        menu={
          <>
            {team.applicationCount > 0 && <PauseCallerButton {...paused} />}
            {may.allowed && <TeamMenu team={team} />}
          </>
        }
      />
      {team.state === 'suspended' && (
        <Banner tone="bad" compact title="Suspended: every call of its applications gets 403." />
      )}
      <CallerPauseBanners {...paused} />
      <Card flush title="Members" description={plural(team.members.length, 'person', 'persons')}>
        {team.members.length === 0 ? (
          <p className="px-4 py-4 text-muted text-sm">Nobody yet, so its APIs have no active owner.</p>
        ) : (
          <ul className="divide-y divide-line">
            {team.members.map((member) => (
              <li key={member.personId} className="flex min-h-11 flex-wrap items-center gap-x-4 px-4 py-2 text-sm">
                <span className="min-w-0 flex-1">
                  <TextLink href={`/access/people/${member.personId}`} quiet className="font-medium">
                    {member.name ?? 'A person you may not see'}
                  </TextLink>
                  {member.email && <span className="block truncate text-muted">{member.email}</span>}
                </span>
                <span className="text-muted">
                  since <RelativeTime value={member.since} />
                </span>
                {member.fromGroups ? (
                  <span className="text-muted">{teamRoleWords[member.role]}, from a group of a directory</span>
                ) : may.allowed ? (
                  <MemberActs team={team} member={member} />
                ) : (
                  teamRoleWords[member.role]
                )}
              </li>
            ))}
          </ul>
        )}
      </Card>
      <p className="text-muted text-sm">
        <CopyableId value={team.id} />
      </p>
    </>
  )
}

function MemberActs({ team, member }: { team: TeamView; member: TeamView['members'][number] }) {
  const change = useAct(changeTeamRole)
  const remove = useAct(removeTeamMember)
  const who = member.name ?? 'this person'
  return (
    <span className="flex items-center gap-1.5">
      <NativeSelect
        aria-label={`Role of ${who}`}
        className="w-32"
        value={member.role}
        disabled={change.running}
        onChange={(event) =>
          void change
            .run({ teamId: team.id, personId: member.personId, role: event.target.value as 'owner' })
            .catch((error: unknown) => toast.error(problemOf(error).title))
        }
        options={Object.entries(teamRoleWords).map(([value, label]) => ({ value, label }))}
      />
      <ConfirmDialog
        title={`Take ${who} out of ${team.name}?`}
        consequence="What they could do through the team is refused from the next request on."
        action="Take out"
        tone="danger"
        trigger={
          <Button size="sm" variant="ghost">
            Take out
          </Button>
        }
        onConfirm={async () => {
          await remove.run({ teamId: team.id, personId: member.personId })
        }}
      />
    </span>
  )
}

function TeamMenu({ team }: { team: TeamView }) {
  const form = useId()
  const [open, setOpen] = useState(false)
  const rename = useAct(updateTeam, { onDone: () => setOpen(false) })
  const suspend = useAct(suspendTeam)
  const resume = useAct(resumeTeam)
  const suspended = team.state === 'suspended'
  return (
    <>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={`Rename ${team.name}`}
        trigger={<Button>Rename</Button>}
        footer={
          <Button type="submit" form={form} variant="primary" loading={rename.running}>
            Save
          </Button>
        }
      >
        <ProblemForm
          id={form}
          problem={rename.problem}
          submit={(data) => rename.run({ teamId: team.id, name: String(data.get('name')) }, team.etag)}
        >
          <Field label="Name" name="name" required>
            <Input defaultValue={team.name} maxLength={80} autoFocus />
          </Field>
        </ProblemForm>
      </Dialog>
      <ConfirmDialog
        title={suspended ? `Resume ${team.name}?` : `Suspend ${team.name}?`}
        consequence={
          suspended
            ? 'Calls of its applications are accepted again within a second.'
            : `Every call of its ${plural(team.applicationCount, 'application')} gets 403 within a second. It can be resumed.`
        }
        action={suspended ? 'Resume' : 'Suspend team'}
        tone={suspended ? 'primary' : 'danger'}
        trigger={<Button>{suspended ? 'Resume' : 'Suspend'}</Button>}
        onConfirm={async () => {
          await (suspended ? resume : suspend).run({ teamId: team.id })
        }}
      />
    </>
  )
}
