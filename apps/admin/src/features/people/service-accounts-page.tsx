'use client'
import { createServiceAccount } from '@gatehouse/contracts/endpoints/service-accounts'
import type { Id } from '@gatehouse/contracts/ids'
import { Button } from '@gatehouse/ui/button'
import { DataTable } from '@gatehouse/ui/data-table'
import { Dialog } from '@gatehouse/ui/dialog'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { StatusWord } from '@gatehouse/ui/status-word'
import { Bot } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useId } from 'react'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'
import { usePaging } from '../../components/use-paging.ts'
import { useMay } from '../account/account-context.tsx'
import { scopeText } from './person-text.ts'
import { serviceAccountsRead } from './queries.ts'
import { TeamField } from './team-field.tsx'

/** Machines of the organization: CI, scripts, Terraform. */
export function ServiceAccountsPage() {
  const paging = usePaging()
  const manage = useMay('service-account.manage')
  const query = useRead(serviceAccountsRead(paging.cursor ? { cursor: paging.cursor } : {}), { keep: true })
  return (
    <Page width="full">
      <PageHeader
        title="Service accounts"
        facts="Machines that use the management API with keys of their own, under a team and with roles like persons."
        primary={
          manage.allowed ? (
            <NewAccountDialog />
          ) : (
            <ActButton variant="primary" why={manage.why}>
              New service account
            </ActButton>
          )
        }
      />
      <Loaded
        query={query}
        what="service accounts"
        needs="service-account.read"
        skeleton={<SkeletonTable rows={5} columns={5} />}
      >
        {(data) => (
          <DataTable
            caption="Service accounts"
            rows={data.items}
            rowId={(row) => row.id}
            rowHref={(row) => `/access/service-accounts/${row.id}`}
            {...paging.pager(data.next)}
            empty={
              <EmptyState
                icon={<Bot aria-hidden />}
                title="No service accounts yet"
                why="CI should not deploy with a person’s rights. A service account has its own roles and keys that can be revoked."
              />
            }
            columns={[
              { id: 'name', header: 'Name', cell: (row) => row.name },
              {
                id: 'state',
                header: 'State',
                width: 140,
                unlabelled: true,
                cell: (row) => (
                  <StatusWord tone={row.state === 'active' ? 'ok' : 'neutral'}>
                    {row.state === 'active' ? 'Active' : 'Deactivated'}
                  </StatusWord>
                ),
              },
              { id: 'team', header: 'Team', width: 170, cell: (row) => row.team.name },
              {
                id: 'roles',
                header: 'Roles',
                cell: (row) => row.roles.map((one) => `${one.role.name}, ${scopeText(one)}`).join(' · ') || 'None',
              },
              { id: 'keys', header: 'Keys', width: 80, align: 'right', cell: (row) => row.activeKeys },
              {
                id: 'used',
                header: 'Last used',
                width: 130,
                align: 'right',
                cell: (row) =>
                  row.lastUsedAt ? <RelativeTime value={row.lastUsedAt} /> : <span className="text-subtle">never</span>,
              },
            ]}
          />
        )}
      </Loaded>
    </Page>
  )
}

function NewAccountDialog() {
  const form = useId()
  const router = useRouter()
  const create = useAct(createServiceAccount, {
    onDone: (account) => router.push(`/access/service-accounts/${account.id}`),
  })
  return (
    <Dialog
      title="New service account"
      description="Give it a role and a key on its page."
      trigger={<Button variant="primary">New service account</Button>}
      footer={
        <Button type="submit" form={form} variant="primary" loading={create.running}>
          Create
        </Button>
      }
    >
      <ProblemForm
        id={form}
        problem={create.problem}
        submit={(data) =>
          create.run({ name: String(data.get('name')), teamId: String(data.get('teamId')) as Id<'team'> })
        }
      >
        <Field label="Name" name="name" required>
          <Input maxLength={80} placeholder="CI of orders" autoFocus />
        </Field>
        <TeamField label="Team" />
      </ProblemForm>
    </Dialog>
  )
}
