'use client'
import {
  type DirectoryPersonItem,
  type DirectoryView,
  linkDirectoryPerson,
} from '@gatehouse/contracts/endpoints/directory'
import { deactivatePerson } from '@gatehouse/contracts/endpoints/people'
import { Button } from '@gatehouse/ui/button'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { DataTable } from '@gatehouse/ui/data-table'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { FilterBar } from '@gatehouse/ui/filter-bar'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { StatusWord } from '@gatehouse/ui/status-word'
import { TextLink } from '@gatehouse/ui/text-link'
import { UserSearch } from 'lucide-react'
import { useState } from 'react'
import { given } from '../../api/read.ts'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { usePaging } from '../../components/use-paging.ts'
import { useMay } from '../account/account-context.tsx'
import { directoryPersonsRead } from './queries.ts'

type State = DirectoryPersonItem['state']
type Word = { tone: 'ok' | 'neutral' | 'warn' | 'bad'; word: string }
const words: Record<State, Word> = {
  matched: { tone: 'ok', word: 'Same here' },
  different: { tone: 'warn', word: 'Different' },
  'only-there': { tone: 'neutral', word: 'Only there' },
  unlinked: { tone: 'warn', word: 'Same address' },
  'active-here': { tone: 'bad', word: 'Active here, absent there' },
}

/** Persons that the directory has told of, each with who he is here and what differs. */
export function PersonsPanel({ id, counts }: { id: string; counts: DirectoryView['counts'] }) {
  const [q, setQ] = useState('')
  const alarm = counts.activeHere > 0 ? 'active-here' : counts.unlinked > 0 ? 'unlinked' : undefined
  const [state, setState] = useState<State | undefined>(alarm)
  const paging = usePaging()
  const query = useRead(
    directoryPersonsRead(id, given({ q: q || null, state: state ?? null, cursor: paging.cursor })),
    {
      keep: true,
      every: () => 5_000,
    },
  )
  const show = (next: State | undefined) => {
    paging.reset()
    setState(next)
  }
  return (
    <div className="flex flex-col gap-3">
      <FilterBar
        search={{
          value: q,
          placeholder: 'Name or address',
          onChange: (next) => {
            paging.reset()
            setQ(next)
          },
        }}
        filters={[
          {
            id: 'state',
            label: 'Against here',
            options: Object.entries(words).map(([value, { word }]) => ({ value, label: word })),
          },
        ]}
        values={{ state: state ? [state] : [] }}
        onChange={(_, values) => show(values[0] as State | undefined)}
        onClear={() => {
          setQ('')
          show(undefined)
        }}
      />
      <Loaded query={query} what="persons" needs="identity.read" skeleton={<SkeletonTable rows={6} columns={4} />}>
        {(data) => (
          <DataTable
            caption="Persons of the directory"
            rows={data.items}
            rowId={(row) => row.id}
            {...paging.pager(data.next)}
            empty={
              <EmptyState
                icon={<UserSearch aria-hidden />}
                title={q || state ? 'Nobody matches' : 'It has told of nobody yet'}
                why={
                  q || state
                    ? 'No person of the directory fits these filters.'
                    : 'Make a SCIM token, enter it with the address above at the directory, and assign persons and groups there.'
                }
              />
            }
            columns={[
              { id: 'there', header: 'There', cell: (row) => <There row={row} /> },
              { id: 'here', header: 'Here', cell: (row) => <Here row={row} /> },
              { id: 'groups', header: 'Groups', priority: 3, cell: (row) => row.groups.join(', ') || 'none' },
              {
                id: 'state',
                header: 'State',
                width: 210,
                cell: (row) => <StatusWord tone={words[row.state].tone}>{words[row.state].word}</StatusWord>,
              },
              { id: 'act', header: 'Act', width: 130, align: 'right', cell: (row) => <Act row={row} /> },
            ]}
          />
        )}
      </Loaded>
    </div>
  )
}

function There({ row }: { row: DirectoryPersonItem }) {
  return (
    <span className="block min-w-0">
      <span className="block truncate font-medium">{row.name ?? row.userName}</span>
      <span className="block truncate text-muted text-xs">
        {row.removed ? 'removed there' : row.active ? row.userName : `${row.userName}, switched off there`}
      </span>
    </span>
  )
}

function Here({ row }: { row: DirectoryPersonItem }) {
  const person = row.person ?? row.candidate
  if (!person) return <span className="text-muted">nobody</span>
  return (
    <span className="block min-w-0">
      <TextLink href={`/access/people/${person.id}`} quiet>
        {person.name}
      </TextLink>
      <span className="block text-muted text-xs [overflow-wrap:anywhere]">
        {row.candidate
          ? `${person.email ?? ''} – not linked`
          : row.differences.length > 0
            ? row.differences.map(({ what, there, here }) => `${what}: ${there} there, ${here} here`).join('; ')
            : person.state === 'deactivated'
              ? 'switched off'
              : (person.email ?? '')}
      </span>
    </span>
  )
}

function Act({ row }: { row: DirectoryPersonItem }) {
  const manage = useMay('identity.manage')
  const people = useMay('person.manage')
  const link = useAct(linkDirectoryPerson)
  const end = useAct(deactivatePerson)
  if (row.state === 'active-here' && row.person && people.allowed) {
    const { id, name } = row.person
    return (
      <Button
        size="sm"
        variant="danger"
        loading={end.running}
        aria-label={`Switch off ${name}`}
        onClick={() => void end.run({ personId: id }).catch(() => undefined)}
      >
        Switch off
      </Button>
    )
  }
  if (row.state === 'unlinked' && row.candidate && manage.allowed) {
    const { id, name } = row.candidate
    return (
      <ConfirmDialog
        title={`Is it ${name}?`}
        consequence={`From then on the directory’s word counts for ${name}: what its groups give they get, and when it switches them off they are off here.`}
        action="It is the same person"
        tone="amber"
        trigger={<Button size="sm">Link</Button>}
        onConfirm={async () => {
          await link.run({ directoryPersonId: row.id, personId: id })
        }}
      />
    )
  }
  return null
}
