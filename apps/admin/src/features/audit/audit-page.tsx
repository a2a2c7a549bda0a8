'use client'
import { Banner } from '@gatehouse/ui/banner'
import { Button } from '@gatehouse/ui/button'
import { CopyableId } from '@gatehouse/ui/copyable-id'
import { FilterBar } from '@gatehouse/ui/filter-bar'
import { formatCount } from '@gatehouse/ui/format'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { Tag } from '@gatehouse/ui/tag'
import { useQuery } from '@tanstack/react-query'
import { ShieldCheck } from 'lucide-react'
import { parseAsString, useQueryStates } from 'nuqs'
import { call } from '../../api/call.ts'
import { given } from '../../api/read.ts'
import { problemOf } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { usePaging } from '../../components/use-paging.ts'
import { AuditTable } from './audit-table.tsx'
import { auditRead, verificationRead } from './queries.ts'

const kinds = [
  'api',
  'version',
  'deployment',
  'stage',
  'gateway',
  'product',
  'plan',
  'application',
  'subscription',
  'credential',
  'person',
  'team',
  'role',
  'serviceAccount',
  'organization',
]
const times = [
  { value: '1', label: 'Last hour' },
  { value: '24', label: 'Last 24 hours' },
  { value: '168', label: 'Last 7 days' },
  { value: '672', label: 'Last 28 days' },
]
/** Rounded to the minute, so that the question stays the same while one looks at its answer. */
const since = (hours: string) =>
  new Date(Math.floor(Date.now() / 60_000) * 60_000 - Number(hours) * 3_600_000).toISOString()

/** Every change, by whom, with before and after; chained by hashes, and the chain can be verified here. */
export function AuditPage() {
  const [filters, setFilters] = useQueryStates({
    action: parseAsString,
    actorId: parseAsString,
    targetId: parseAsString,
    hours: parseAsString,
  })
  const paging = usePaging()
  const { hours, ...exact } = filters
  const query = useRead(
    auditRead(given({ ...exact, from: hours ? since(hours) : null, cursor: paging.cursor }) as object),
    { keep: true },
  )
  const set = (next: Record<string, string | null>) => {
    paging.reset()
    void setFilters(next as never)
  }
  const search = (text: string) => {
    const word = text.trim()
    if (/^(per|sa)_[0-9a-f]{32}$/.test(word)) set({ actorId: word, action: null })
    else if (/^[a-z]+_[0-9a-f]{32}$/.test(word)) set({ targetId: word, action: null })
    else set({ action: /^[\w-]+(\.[\w-]+)*$/.test(word) ? word : null })
  }
  return (
    <Page className="max-w-[1320px]">
      <Verification />
      <FilterBar
        search={{ value: filters.action ?? '', placeholder: 'Action or id', onChange: search }}
        filters={[
          { id: 'action', label: 'About', options: kinds.map((kind) => ({ value: kind, label: kind })) },
          { id: 'hours', label: 'Time', options: times },
        ]}
        values={{
          action: filters.action && kinds.includes(filters.action) ? [filters.action] : [],
          hours: hours ? [hours] : [],
        }}
        onChange={(id, values) => set({ [id]: values[0] ?? null })}
        onClear={() => set({ action: null, actorId: null, targetId: null, hours: null })}
        actions={
          <>
            {filters.actorId && <Tag onRemove={() => set({ actorId: null })}>By one person or machine</Tag>}
            {filters.targetId && <Tag onRemove={() => set({ targetId: null })}>About one thing</Tag>}
          </>
        }
      />
      <Loaded query={query} what="the audit log" needs="audit.read" skeleton={<SkeletonTable rows={10} columns={4} />}>
        {(data) => (
          <AuditTable rows={data.items} filtered={Object.values(filters).some(Boolean)} {...paging.pager(data.next)} />
        )}
      </Loaded>
    </Page>
  )
}

/** The head of the page with the chain's check: asked for, not run at every visit. */
function Verification() {
  const { endpoint, input, queryKey } = verificationRead()
  const check = useQuery({
    queryKey,
    queryFn: ({ signal }) => call(endpoint, input, { signal }),
    enabled: false,
    retry: false,
  })
  const { data, error, isFetching } = check
  return (
    <PageHeader
      title="Audit"
      facts="Who did what, newest first. Entries hold ids, never names, and each is chained to the one before."
      primary={
        <Button icon={<ShieldCheck aria-hidden />} loading={isFetching} onClick={() => void check.refetch()}>
          Verify the chain
        </Button>
      }
    >
      <div aria-live="polite">
        {error && !isFetching && <ProblemBanner problem={problemOf(error)} />}
        {data && !isFetching && (
          <Banner
            tone={data.intact ? 'ok' : 'bad'}
            title={
              data.intact
                ? `Intact: ${formatCount(data.rows)} entries, every hash and link recomputed`
                : `Broken at entry ${data.brokenSeq}: its hash or link does not match`
            }
          >
            <span className="flex flex-wrap items-center gap-2">
              Head at entry {data.headSeq} <CopyableId value={data.headHash} label="Copy head hash" />
              <span className="text-muted">Keep it elsewhere to notice a cut end.</span>
            </span>
          </Banner>
        )}
      </div>
    </PageHeader>
  )
}
