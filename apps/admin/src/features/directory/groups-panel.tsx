'use client'
import { addDirectoryGroup, type DirectoryGroupItem, removeMapping } from '@gatehouse/contracts/endpoints/directory'
import type { Id } from '@gatehouse/contracts/ids'
import { Badge } from '@gatehouse/ui/badge'
import { Button } from '@gatehouse/ui/button'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { CopyableId } from '@gatehouse/ui/copyable-id'
import { DataTable } from '@gatehouse/ui/data-table'
import { Dialog } from '@gatehouse/ui/dialog'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { Field } from '@gatehouse/ui/field'
import { FilterBar } from '@gatehouse/ui/filter-bar'
import { formatCount } from '@gatehouse/ui/format'
import { Input } from '@gatehouse/ui/input'
import { SkeletonTable, SkeletonText } from '@gatehouse/ui/skeleton'
import { Users } from 'lucide-react'
import { useId, useState } from 'react'
import { given } from '../../api/read.ts'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'
import { usePaging } from '../../components/use-paging.ts'
import { useMay } from '../account/account-context.tsx'
import { MappingDialog } from './mapping-dialog.tsx'
import { MappingEffectText } from './mapping-effect-text.tsx'
import { directoryGroupsRead, unmappingEffectRead } from './queries.ts'

/** The directory's groups, and what each gives. A group is known by its id: another name changes nothing. */
export function GroupsPanel({ id, kind }: { id: string; kind: string | undefined }) {
  const [q, setQ] = useState('')
  const [mapped, setMapped] = useState<'true' | 'false' | undefined>()
  const paging = usePaging()
  const query = useRead(
    directoryGroupsRead(id, given({ q: q || null, mapped: mapped ?? null, cursor: paging.cursor })),
    { keep: true },
  )
  const may = useMay('identity.manage')
  return (
    <div className="flex flex-col gap-3">
      <FilterBar
        search={{
          value: q,
          placeholder: 'Name of a group',
          onChange: (next) => {
            paging.reset()
            setQ(next)
          },
        }}
        filters={[
          {
            id: 'mapped',
            label: 'Gives',
            options: [
              { value: 'true', label: 'Something here' },
              { value: 'false', label: 'Nothing here' },
            ],
          },
        ]}
        values={{ mapped: mapped ? [mapped] : [] }}
        onChange={(_, values) => {
          paging.reset()
          setMapped(values[0] as 'true' | 'false' | undefined)
        }}
        onClear={() => {
          setQ('')
          setMapped(undefined)
        }}
        actions={may.allowed && (kind === 'oidc' || kind === 'saml') ? <AddGroup id={id} /> : undefined}
      />
      <Loaded query={query} what="groups" needs="identity.read" skeleton={<SkeletonTable rows={5} columns={3} />}>
        {(data) => (
          <DataTable
            caption="Groups of the directory"
            rows={data.items}
            rowId={(row) => row.id}
            {...paging.pager(data.next)}
            empty={
              <EmptyState
                icon={<Users aria-hidden />}
                title={q || mapped ? 'No group matches' : 'No group yet'}
                why={
                  q || mapped
                    ? 'No group of the directory fits these filters.'
                    : 'Groups appear when the directory tells of them, or when somebody signs in with one.'
                }
              />
            }
            columns={[
              {
                id: 'group',
                header: 'Group',
                cell: (row) => (
                  <span className="block min-w-0">
                    <span className="flex flex-wrap items-center gap-2 font-medium">
                      {row.name}
                      {row.origin === 'sign-in' && <Badge>named by sign-ins</Badge>}
                    </span>
                    <span className="block text-muted text-xs">
                      <CopyableId value={row.externalId ?? row.id} />
                    </span>
                  </span>
                ),
              },
              {
                id: 'members',
                header: 'Members',
                width: 110,
                align: 'right',
                priority: 2,
                cell: (row) => formatCount(row.members),
              },
              { id: 'gives', header: 'Gives', cell: (row) => <Mappings group={row} may={may.allowed} /> },
              {
                id: 'act',
                header: 'Act',
                width: 100,
                align: 'right',
                cell: (row) => (may.allowed ? <MappingDialog group={row} /> : null),
              },
            ]}
          />
        )}
      </Loaded>
    </div>
  )
}

function Mappings({ group, may }: { group: DirectoryGroupItem; may: boolean }) {
  if (group.mappings.length === 0) return <span className="text-muted">nothing</span>
  return (
    <ul className="flex flex-col gap-1">
      {group.mappings.map((mapping) => (
        <li key={mapping.id} className="flex flex-wrap items-center gap-x-2">
          <span>{mapping.sentence}</span>
          {may && <TakeAway id={mapping.id} sentence={mapping.sentence} group={group.name} />}
        </li>
      ))}
    </ul>
  )
}

function TakeAway({ id, sentence, group }: { id: Id<'groupMapping'>; sentence: string; group: string }) {
  const [open, setOpen] = useState(false)
  const effect = useRead(unmappingEffectRead({ groupMappingId: id }), { enabled: open })
  const remove = useAct(removeMapping)
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={setOpen}
      title={`${group} gives no more ${sentence}?`}
      consequence="What it gave goes from its members at once, at every gateway. What a person gave by hand stays."
      action="Take it away"
      tone="danger"
      trigger={
        <Button size="sm" variant="ghost" aria-label={`Take away ${sentence} of ${group}`}>
          Take away
        </Button>
      }
      onConfirm={async () => {
        await remove.run({ groupMappingId: id })
      }}
    >
      {effect.data ? <MappingEffectText effect={effect.data} /> : <SkeletonText lines={2} />}
    </ConfirmDialog>
  )
}

/** OIDC and SAML tell no list of groups: one that nobody has signed in with yet is named by its id. */
function AddGroup({ id }: { id: string }) {
  const form = useId()
  const [open, setOpen] = useState(false)
  const add = useAct(addDirectoryGroup, { onDone: () => setOpen(false) })
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      title="Name a group"
      description="By the id that the provider’s tokens name it by (Entra ID: its object id). A name can be given to another group, an id cannot."
      trigger={<Button size="sm">Name a group</Button>}
      footer={
        <Button type="submit" form={form} variant="primary" loading={add.running}>
          Add the group
        </Button>
      }
    >
      <ProblemForm
        id={form}
        problem={add.problem}
        submit={(data) =>
          add.run({
            identityProviderId: id as Id<'identityProvider'>,
            externalId: String(data.get('externalId')),
            name: String(data.get('name')),
          })
        }
      >
        <Field label="Id in tokens" name="externalId" required>
          <Input mono maxLength={500} autoFocus />
        </Field>
        <Field label="Name" name="name" required hint="For people; nothing depends on it.">
          <Input maxLength={200} />
        </Field>
      </ProblemForm>
    </Dialog>
  )
}
