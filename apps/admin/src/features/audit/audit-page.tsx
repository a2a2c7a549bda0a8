'use client'
import { Button } from '@gatehouse/ui/button'
import { FilterBar } from '@gatehouse/ui/filter-bar'
import { LinkButton } from '@gatehouse/ui/link-button'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { Tag } from '@gatehouse/ui/tag'
import { given } from '../../api/read.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { usePaging } from '../../components/use-paging.ts'
import { useMay } from '../account/account-context.tsx'
import { useAuditFilters } from './audit-filters.ts'
import { type AuditQuery, askedBy, useAuditSearch } from './audit-search.ts'
import { AuditTable } from './audit-table.tsx'
import { ExportMenu } from './export-menu.tsx'
import { auditRead } from './queries.ts'
import { TargetBox } from './target-box.tsx'
import { VerificationCard } from './verification-card.tsx'

/** Every change, by whom, with what it changed; searched, exported and verified here. */
export function AuditPage() {
  const { state, setState, search, filtered } = useAuditSearch()
  const paging = usePaging()
  const sinks = useMay('audit.manage')
  const query = useRead(auditRead(given({ ...search, cursor: paging.cursor }) as AuditQuery), { keep: true })
  const set = (next: Partial<Record<keyof typeof state, string | string[] | null>>) => {
    paging.reset()
    void setState(next as never)
  }
  const clear = () => set(Object.fromEntries(Object.keys(state).map((key) => [key, null])))
  const filters = useAuditFilters({ state, set, clear })
  return (
    <Page className="max-w-[1320px]">
      <PageHeader
        title="Audit"
        facts="Who did what, newest first. Entries hold ids, never names of persons, and each is chained to the one before."
        primary={<ExportMenu search={search} />}
        menu={sinks.allowed && <LinkButton href="/audit/sinks">Sinks</LinkButton>}
      />
      <VerificationCard />
      <div className="flex flex-col gap-3">
        <FilterBar
          search={{
            value: state.text ?? '',
            placeholder: 'A field, a value or an id: limit',
            onChange: (text) => set(askedBy(text)),
          }}
          {...filters}
          actions={<TargetBox value={state.targetId} onChange={(targetId) => set({ targetId })} />}
        />
        <Chosen state={state} set={set} />
      </div>
      <Loaded query={query} what="the audit log" needs="audit.read" skeleton={<SkeletonTable rows={10} columns={4} />}>
        {(data) => (
          <AuditTable
            rows={data.items}
            filtered={filtered}
            emptyAction={filtered && <Button onClick={clear}>Clear the filters</Button>}
            {...paging.pager(data.next)}
          />
        )}
      </Loaded>
    </Page>
  )
}

type ChosenProps = {
  state: ReturnType<typeof useAuditSearch>['state']
  set: (next: Record<string, null>) => void
}

/** What the address narrows the list to and no filter above shows. */
function Chosen({ state, set }: ChosenProps) {
  const chosen = [
    ['targetId', 'About'],
    ['requestId', 'Request'],
  ] as const
  if (chosen.every(([key]) => state[key] === null)) return null
  return (
    <p className="flex flex-wrap gap-2">
      {chosen.map(
        ([key, label]) =>
          state[key] && (
            <Tag key={key} onRemove={() => set({ [key]: null })}>
              {label} {state[key].slice(0, 12)}…{state[key].slice(-6)}
            </Tag>
          ),
      )}
    </p>
  )
}
