'use client'
import { FilterBar } from '@gatehouse/ui/filter-bar'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { Switch } from '@gatehouse/ui/switch'
import { Tag } from '@gatehouse/ui/tag'
import { formatClock } from '@gatehouse/ui/time'
import { useRouter } from 'next/navigation'
import { parseAsBoolean, parseAsString, parseAsStringEnum, useQueryState, useQueryStates } from 'nuqs'
import { given } from '../../api/read.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { usePaging } from '../../components/use-paging.ts'
import { placeOfId } from '../shell/place-of-id.ts'
import { stagesRead } from '../stages/queries.ts'
import { requestsRead } from './queries.ts'
import { refusalCodes } from './refusal-codes.ts'
import { RequestsTable } from './requests-table.tsx'

const statuses = ['2xx', '3xx', '4xx', '5xx'] as const
/** Filters that only links set; each shows as a tag that can be taken away. */
const linked = {
  apiId: 'One API',
  versionId: 'One version',
  operationId: 'One operation',
  applicationId: 'One application',
  credentialId: 'One key',
} as const

/** The log of requests: filtered in the address, so that a view can be shared; live unless one looks at older pages. */
export function RequestsPage() {
  const router = useRouter()
  const [filters, setFilters] = useQueryStates(
    {
      q: parseAsString,
      status: parseAsStringEnum([...statuses] as string[]),
      code: parseAsString,
      stageId: parseAsString,
      from: parseAsString,
      to: parseAsString,
      apiId: parseAsString,
      versionId: parseAsString,
      operationId: parseAsString,
      applicationId: parseAsString,
      credentialId: parseAsString,
    },
    { history: 'replace' },
  )
  const [live, setLive] = useQueryState('live', parseAsBoolean.withDefault(true))
  const paging = usePaging()
  const stages = useRead(stagesRead())
  const ticking = live && !paging.cursor && !filters.to
  const query = useRead(requestsRead(given({ ...filters, cursor: paging.cursor }) as object), {
    keep: true,
    every: () => (ticking ? 2_000 : false),
  })
  const set = (next: Record<string, string | null>) => {
    paging.reset()
    void setFilters(next as never)
  }
  const search = (text: string) => {
    const jump = /^req_/.test(text) ? placeOfId(text) : undefined
    if (jump) return router.push(jump.href)
    const path = text.trim()
    set({ q: path === '' ? null : path.startsWith('/') || path.startsWith('req_') ? path : `/${path}` })
  }
  const clear = Object.fromEntries(Object.keys(filters).map((id) => [id, null]))
  return (
    <Page width="full">
      <PageHeader
        title="Requests"
        facts={
          query.data
            ? `Complete to ${formatClock(query.data.completeTo, 'UTC', true)} UTC${ticking ? ', refreshed every two seconds' : ''}`
            : 'What the gateways answered, newest first'
        }
      />
      <FilterBar
        search={{ value: filters.q ?? '', placeholder: 'Path or request id', onChange: search }}
        filters={[
          { id: 'status', label: 'Status', options: statuses.map((one) => ({ value: one, label: one })) },
          { id: 'code', label: 'Reason', options: refusalCodes },
          {
            id: 'stageId',
            label: 'Stage',
            options: (stages.data?.items ?? []).map((stage) => ({ value: stage.id, label: stage.name })),
          },
        ]}
        values={{
          status: filters.status ? [filters.status] : [],
          code: filters.code ? [filters.code] : [],
          stageId: filters.stageId ? [filters.stageId] : [],
        }}
        onChange={(id, values) => set({ [id]: values[0] ?? null })}
        onClear={() => set(clear)}
        actions={
          <>
            {(Object.keys(linked) as (keyof typeof linked)[])
              .filter((id) => filters[id])
              .map((id) => (
                <Tag key={id} onRemove={() => set({ [id]: null })} removeLabel={`Remove filter ${linked[id]}`}>
                  {linked[id]}
                </Tag>
              ))}
            {(filters.from || filters.to) && (
              <Tag onRemove={() => set({ from: null, to: null })} removeLabel="Remove the time filter">
                {`${filters.from ? formatClock(filters.from, 'UTC', true) : '…'}–${filters.to ? formatClock(filters.to, 'UTC', true) : 'now'} UTC`}
              </Tag>
            )}
            <Switch label="Live" checked={live} onChange={(event) => void setLive(event.target.checked)} />
          </>
        }
      />
      <Loaded query={query} what="requests" needs="request.read" skeleton={<SkeletonTable rows={12} columns={7} />}>
        {(data) => (
          <RequestsTable
            rows={data.items}
            filtered={Object.values(filters).some(Boolean)}
            {...paging.pager(data.next)}
          />
        )}
      </Loaded>
    </Page>
  )
}
