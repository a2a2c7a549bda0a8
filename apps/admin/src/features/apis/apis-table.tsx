'use client'
import type { EndpointOutput } from '@gatehouse/contracts/endpoint'
import type { ApiItem, listApis } from '@gatehouse/contracts/endpoints/apis'
import { Badge } from '@gatehouse/ui/badge'
import type { CursorPagerProps } from '@gatehouse/ui/cursor-pager'
import { type Column, DataTable } from '@gatehouse/ui/data-table'
import { Link } from '@gatehouse/ui/link'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { StatusWord } from '@gatehouse/ui/status-word'
import { Tooltip } from '@gatehouse/ui/tooltip'
import type { ReactNode } from 'react'
import { flagWords } from './flag-text.ts'
import { audienceWords, stateTones, stateWords } from './state-text.ts'

type Data = EndpointOutput<typeof listApis>
type Version = ApiItem['versions'][number]
type Row = { api: ApiItem; version: Version; first: boolean }

type ApisTableProps = { data: Data; empty: ReactNode; pager?: CursorPagerProps }

export function ApisTable({ data, empty, pager }: ApisTableProps) {
  const rows = data.items.flatMap((api) =>
    [...api.versions].reverse().map((version, index): Row => ({ api, version, first: index === 0 })),
  )
  const columns: Column<Row>[] = [
    {
      id: 'api',
      header: 'API',
      width: '24%',
      cell: ({ api, version, first }) => (
        <span className="block min-w-0">
          {first ? api.name : <span className="sr-only">{api.name}</span>}{' '}
          <span className="font-normal text-muted">{version.name}</span>
          {first && (
            <span className="block truncate font-normal text-muted text-xs">{api.summary || version.basePath}</span>
          )}
        </span>
      ),
    },
    {
      id: 'state',
      header: 'State',
      width: 118,
      unlabelled: true,
      cell: ({ version }) => <StatusWord tone={stateTones[version.state]}>{stateWords[version.state]}</StatusWord>,
    },
    { id: 'team', header: 'Team', width: 120, priority: 2, cell: ({ api, first }) => (first ? api.team.name : '') },
    {
      id: 'audience',
      header: 'Audience',
      width: 92,
      priority: 3,
      cell: ({ api, first }) => (first ? audienceWords[api.audience] : ''),
    },
    ...data.stages.map(
      (stage, index): Column<Row> => ({
        id: stage.id,
        header: stage.name,
        width: '14%',
        cell: ({ version }) => <StageCell cell={version.stages[index]} />,
      }),
    ),
    {
      id: 'flags',
      header: 'Flags',
      unlabelled: true,
      width: 132,
      cell: ({ api, version, first }) => <Flags api={api} version={version} first={first} />,
    },
  ]
  return (
    <DataTable
      caption="APIs, their versions and what runs on each stage"
      columns={columns}
      rows={rows}
      rowId={({ version }) => version.id}
      rowHref={({ api, version }) => `/apis/${api.slug}/${version.name}`}
      empty={empty}
      {...(pager ? { pager } : {})}
    />
  )
}

function StageCell({ cell }: { cell: Version['stages'][number] | undefined }) {
  if (!cell || cell.revision === null) return <span className="text-subtle">–</span>
  const tone = cell.refused > 0 ? 'bad' : cell.confirmed < cell.gateways || cell.gateways === 0 ? 'warn' : 'ok'
  return (
    <span className="flex flex-col">
      <span className="flex flex-wrap items-center gap-x-2">
        <span className="font-medium">r{cell.revision}</span>
        <StatusWord tone={tone}>
          {cell.confirmed}/{cell.gateways}
          <span className="sr-only"> gateways confirmed</span>
        </StatusWord>
        {cell.behind > 0 && <Badge tone="info">{cell.behind} behind</Badge>}
      </span>
      <span className="truncate text-muted text-xs">
        {cell.since && <RelativeTime value={cell.since} />}
        {cell.by && ` · ${cell.by}`}
      </span>
    </span>
  )
}

function Flags({ api, version, first }: Row) {
  const flags = api.flags.filter((flag) => (flag.flag === 'undeployed-changes' ? version.undeployedChanges : first))
  return (
    <span className="flex flex-wrap gap-1">
      {flags.map((flag) => (
        <Tooltip key={flag.flag} content={flag.sentence}>
          <Link href={`/apis/${api.slug}/${version.name}${flag.mend ? `/${flag.mend}` : ''}`} className="rounded-[5px]">
            <Badge tone={flag.flag === 'unhealthy' ? 'bad' : flag.flag === 'behind' ? 'neutral' : 'warn'}>
              {flagWords[flag.flag]}
            </Badge>
          </Link>
        </Tooltip>
      ))}
    </span>
  )
}
