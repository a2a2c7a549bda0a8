'use client'
import { createTeam } from '@gatehouse/contracts/endpoints/teams'
import { Button } from '@gatehouse/ui/button'
import { DataTable } from '@gatehouse/ui/data-table'
import { Dialog } from '@gatehouse/ui/dialog'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { Field } from '@gatehouse/ui/field'
import { FilterBar } from '@gatehouse/ui/filter-bar'
import { Input } from '@gatehouse/ui/input'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { StatusWord } from '@gatehouse/ui/status-word'
import { UsersRound } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { parseAsString, useQueryState } from 'nuqs'
import { useId } from 'react'
import { given } from '../../api/read.ts'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'
import { usePaging } from '../../components/use-paging.ts'
import { useAccount, useMay } from '../account/account-context.tsx'
import { teamsRead } from './queries.ts'

/** Groups of persons; they own APIs and applications. */
export function TeamsPage() {
  const [q, setQ] = useQueryState('q', parseAsString)
  const paging = usePaging()
  const manage = useMay('team.manage')
  const query = useRead(teamsRead(given({ q, cursor: paging.cursor })), { keep: true })
  return (
    <Page width="full">
      <PageHeader
        title="Teams"
        facts="A team owns APIs and applications. Developers’ personal teams are not listed."
        primary={
          manage.allowed ? (
            <NewTeamDialog />
          ) : (
            <ActButton variant="primary" why={manage.why}>
              New team
            </ActButton>
          )
        }
      />
      <FilterBar
        search={{
          value: q ?? '',
          placeholder: 'Search teams',
          onChange: (text) => {
            paging.reset()
            void setQ(text || null)
          },
        }}
      />
      <Loaded query={query} what="teams" needs="team.read" skeleton={<SkeletonTable rows={6} columns={5} />}>
        {(data) => (
          <DataTable
            caption="Teams"
            rows={data.items}
            rowId={(row) => row.id}
            rowHref={(row) => `/access/teams/${row.id}`}
            {...paging.pager(data.next)}
            empty={
              q ? (
                <EmptyState title="No team matches" why={`Nothing is called like “${q}”.`} />
              ) : (
                <EmptyState
                  icon={<UsersRound aria-hidden />}
                  title="No teams yet"
                  why="Every API needs an owner team."
                />
              )
            }
            columns={[
              { id: 'team', header: 'Team', cell: (row) => row.name },
              {
                id: 'state',
                header: 'State',
                width: 130,
                unlabelled: true,
                cell: (row) => (
                  <StatusWord tone={row.state === 'active' ? 'ok' : 'bad'}>
                    {row.state === 'active' ? 'Active' : 'Suspended'}
                  </StatusWord>
                ),
              },
              { id: 'members', header: 'Members', width: 110, align: 'right', cell: (row) => row.memberCount },
              { id: 'apis', header: 'APIs', width: 110, align: 'right', cell: (row) => row.apiCount },
              {
                id: 'applications',
                header: 'Applications',
                width: 130,
                align: 'right',
                cell: (row) => row.applicationCount,
              },
            ]}
          />
        )}
      </Loaded>
    </Page>
  )
}

function NewTeamDialog() {
  const form = useId()
  const router = useRouter()
  const account = useAccount()
  const create = useAct(createTeam, { onDone: (team) => router.push(`/access/teams/${team.id}`) })
  return (
    <Dialog
      title="New team"
      description="You become its owner; others are added on its page."
      trigger={<Button variant="primary">New team</Button>}
      footer={
        <Button type="submit" form={form} variant="primary" loading={create.running}>
          Create team
        </Button>
      }
    >
      <ProblemForm
        id={form}
        problem={create.problem}
        submit={(data) => create.run({ name: String(data.get('name')), ownerId: account.id })}
      >
        <Field label="Name" name="name" required>
          <Input maxLength={80} autoFocus />
        </Field>
      </ProblemForm>
    </Dialog>
  )
}
