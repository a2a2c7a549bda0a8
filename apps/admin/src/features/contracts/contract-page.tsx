'use client'
import { Banner } from '@gatehouse/ui/banner'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { FilterBar } from '@gatehouse/ui/filter-bar'
import { plural } from '@gatehouse/ui/format'
import { LinkButton } from '@gatehouse/ui/link-button'
import { SectionHeader } from '@gatehouse/ui/section-header'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { FileText } from 'lucide-react'
import { parseAsString, parseAsStringEnum, useQueryStates } from 'nuqs'
import { given } from '../../api/read.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { usePaging } from '../../components/use-paging.ts'
import { useVersion } from '../apis/version-context.tsx'
import { LintLink } from '../lint/lint-link.tsx'
import { ExportMenu } from './export-menu.tsx'
import { ImportReportSection } from './import-report-section.tsx'
import { OperationsTable } from './operations-table.tsx'
import { operationsRead } from './queries.ts'

/** The working copy's operations, what the gateway does with each, and what became of the file they came from. */
export function ContractPage() {
  const { page, name, base } = useVersion()
  const [filters, setFilters] = useQueryStates({
    q: parseAsString,
    tag: parseAsString,
    access: parseAsStringEnum(['key', 'anonymous']),
  })
  const paging = usePaging()
  const query = useRead(
    operationsRead(name, { ...(given({ ...filters, cursor: paging.cursor }) as object), limit: 100 }),
    { keep: true, enabled: page.contract !== null },
  )
  if (!page.contract) {
    return (
      <EmptyState
        icon={<FileText aria-hidden />}
        title="No contract yet"
        why="A contract says which operations there are and what they take. Validation, docs and a mock follow from it."
        action={
          <div className="flex flex-wrap justify-center gap-2">
            <LinkButton href={`${base}/contract/import`}>Import a file</LinkButton>
            <LinkButton href={`${base}/contract/new`}>Write the first operation</LinkButton>
          </div>
        }
      />
    )
  }
  const set = (next: Record<string, string | null>) => {
    paging.reset()
    void setFilters(next as never)
  }
  return (
    <div className="flex flex-col gap-6">
      <section className="flex flex-col gap-4">
        <SectionHeader
          title="Operations"
          description={`${page.contract.title} ${page.contract.contractVersion}${page.contract.fileName ? `, from ${page.contract.fileName}` : ''}`}
          actions={
            <>
              <LintLink />
              <LinkButton href={`${base}/contract/schemas`}>Schemas</LinkButton>
              <ExportMenu />
              <LinkButton href={`${base}/contract/import`}>New contract file</LinkButton>
              <LinkButton href={`${base}/contract/new`}>Add operation</LinkButton>
            </>
          }
        />
        {page.version.state === 'retired' && (
          <Banner tone="neutral" title="This version is retired: its contract is read-only." compact />
        )}
        <FilterBar
          search={{ value: filters.q ?? '', placeholder: 'Search operations', onChange: (q) => set({ q: q || null }) }}
          filters={[
            {
              id: 'tag',
              label: 'Tag',
              options: (query.data?.tags ?? []).map((tag) => ({
                value: tag.name,
                label: tag.name,
                count: String(tag.count),
              })),
            },
            {
              id: 'access',
              label: 'Access',
              options: [
                { value: 'key', label: 'Needs a key' },
                { value: 'anonymous', label: 'Anonymous' },
              ],
            },
          ]}
          values={{ tag: filters.tag ? [filters.tag] : [], access: filters.access ? [filters.access] : [] }}
          onChange={(id, values) => set({ [id]: values[0] ?? null })}
          onClear={() => set({ q: null, tag: null, access: null })}
          actions={query.data && <span aria-live="polite">{plural(query.data.total, 'operation')}</span>}
        />
        <Loaded query={query} what="operations" needs="api.read" skeleton={<SkeletonTable rows={8} columns={4} />}>
          {(data) => <OperationsTable data={data} base={base} {...paging.pager(data.next)} />}
        </Loaded>
      </section>
      <ImportReportSection />
    </div>
  )
}
