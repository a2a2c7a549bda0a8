'use client'
import { createEndUserGroup, deleteEndUserGroup, updateEndUserGroup } from '@gatehouse/contracts/endpoints/end-users'
import { Button } from '@gatehouse/ui/button'
import { Checkbox } from '@gatehouse/ui/checkbox'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { DataTable } from '@gatehouse/ui/data-table'
import { Dialog } from '@gatehouse/ui/dialog'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { TextLink } from '@gatehouse/ui/text-link'
import { useId, useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'
import { useMay } from '../account/account-context.tsx'
import type { Group } from './group-choice.tsx'
import { IssuerPage } from './issuer-tabs.tsx'
import { groupsRead, issuerRead } from './queries.ts'

/** Groups of end users and the scopes that are for their members alone. */
export function GroupsPage() {
  const query = useRead(groupsRead())
  const may = useMay('end-user.manage')
  const why = may.allowed ? null : may.why
  const remove = useAct(deleteEndUserGroup)
  return (
    <IssuerPage
      facts="A scope that stands in a group is for its members alone; one that stands in none is for everybody."
      primary={<GroupDialog why={why} />}
    >
      <Loaded query={query} what="groups" needs="end-user.read" skeleton={<SkeletonTable rows={3} columns={3} />}>
        {({ items }) => (
          <DataTable
            caption="Groups of end users"
            rows={items}
            rowId={(row) => row.id}
            empty={
              <EmptyState
                title="No group yet"
                why="Make one when some scopes are for some people only: staff, or paying customers."
              />
            }
            columns={[
              { id: 'name', header: 'Name', cell: (row) => row.name },
              {
                id: 'scopes',
                header: 'Scopes for them alone',
                cell: (row) => <code className="text-xs">{row.scopes.join(' ') || '–'}</code>,
              },
              {
                id: 'members',
                header: 'Members',
                width: 110,
                align: 'right',
                cell: (row) => (
                  <TextLink href={`/access/oauth/end-users?groupId=${row.id}`} quiet>
                    {row.members}
                  </TextLink>
                ),
              },
              {
                id: 'acts',
                header: '',
                width: 190,
                align: 'right',
                unlabelled: true,
                cell: (row) => (
                  <span className="flex justify-end gap-2">
                    <GroupDialog group={row} why={why} />
                    {why === null ? (
                      <ConfirmDialog
                        title={`Delete ${row.name}?`}
                        consequence={`Its scopes are for everybody then, unless they stand in another group. Tokens that carry them are refused and renewed.`}
                        action="Delete group"
                        tone="danger"
                        trigger={<Button size="sm">Delete</Button>}
                        onConfirm={async () => {
                          await remove.run({ groupId: row.id })
                        }}
                      />
                    ) : (
                      <ActButton size="sm" why={why}>
                        Delete
                      </ActButton>
                    )}
                  </span>
                ),
              },
            ]}
          />
        )}
      </Loaded>
    </IssuerPage>
  )
}

function GroupDialog({ group, why }: { group?: Group; why: string | null }) {
  const form = useId()
  const [open, setOpen] = useState(false)
  const done = { onDone: () => setOpen(false) }
  const create = useAct(createEndUserGroup, done)
  const update = useAct(updateEndUserGroup, done)
  const catalogue = useRead(issuerRead(), { enabled: open }).data?.scopes ?? []
  const label = group ? 'Change' : 'New group'
  const look = group ? ({ size: 'sm' } as const) : ({ variant: 'primary' } as const)
  if (why !== null) {
    return (
      <ActButton {...look} why={why}>
        {label}
      </ActButton>
    )
  }
  const submit = (data: FormData) => {
    const said = { name: String(data.get('name')), scopes: data.getAll('scopes').map(String) }
    return group ? update.run({ groupId: group.id, ...said }) : create.run(said)
  }
  return (
    <Dialog
      title={group ? `Change ${group.name}` : 'New group'}
      open={open}
      onOpenChange={(next) => {
        setOpen(next)
        create.reset()
        update.reset()
      }}
      trigger={<Button {...look}>{label}</Button>}
      footer={
        <Button type="submit" form={form} variant="primary" loading={create.running || update.running}>
          {group ? 'Save' : 'Create group'}
        </Button>
      }
    >
      <ProblemForm id={form} problem={create.problem ?? update.problem} submit={submit}>
        <Field label="Name" name="name" required>
          <Input maxLength={80} defaultValue={group?.name ?? ''} autoFocus />
        </Field>
        {catalogue.length === 0 ? (
          <p className="text-muted text-sm">
            The catalogue has no scope yet. <TextLink href="/access/oauth/scopes">Add one</TextLink> first.
          </p>
        ) : (
          <fieldset className="flex max-h-64 flex-col gap-2 overflow-y-auto">
            <legend className="pb-1 font-medium text-sm">Scopes for its members alone</legend>
            {catalogue.map(({ name, description }) => (
              <Checkbox
                key={name}
                name="scopes"
                value={name}
                label={<code className="text-sm">{name}</code>}
                description={description}
                defaultChecked={group?.scopes.includes(name) ?? false}
              />
            ))}
          </fieldset>
        )}
      </ProblemForm>
    </Dialog>
  )
}
