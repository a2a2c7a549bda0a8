'use client'
import { accessVerdicts } from '@gatehouse/contracts/access-diff'
import type { AccessMatrix } from '@gatehouse/contracts/endpoints/access-engine'
import { CellGrid } from '@gatehouse/ui/cell-grid'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { FilterBar } from '@gatehouse/ui/filter-bar'
import { formatCount, plural } from '@gatehouse/ui/format'
import { LinkButton } from '@gatehouse/ui/link-button'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { TextLink } from '@gatehouse/ui/text-link'
import { Grid3x3 } from 'lucide-react'
import { parseAsString, useQueryStates } from 'nuqs'
import { useMemo, useState } from 'react'
import { given } from '../../api/read.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { CellSheet, type OpenCell } from './cell-sheet.tsx'
import { matrixView } from './matrix-data.ts'
import { MatrixList } from './matrix-list.tsx'
import { matrixRead } from './queries.ts'
import { VerdictSign, verdictLooks } from './verdict-look.tsx'

const filterIds = ['stage', 'team', 'product', 'api', 'tag', 'verdict'] as const

/** Who can call what: applications by operations of a stage, as its gateways would decide now. */
export function MatrixPage() {
  const [filters, setFilters] = useQueryStates(
    {
      stage: parseAsString,
      application: parseAsString,
      team: parseAsString,
      product: parseAsString,
      api: parseAsString,
      tag: parseAsString,
      verdict: parseAsString,
      q: parseAsString,
    },
    { history: 'replace' },
  )
  const query = useRead(matrixRead(given(filters) as object), { keep: true })
  const choices = query.data?.filters
  const set = (next: Partial<Record<keyof typeof filters, string | null>>) => void setFilters(next as never)
  const named = (list: readonly { id: string; name: string }[] | undefined) =>
    (list ?? []).map(({ id, name }) => ({ value: id, label: name }))
  return (
    <Page width="full">
      <PageHeader
        title="Who can call what"
        menu={<LinkButton href={exportOf(filters)}>Export CSV</LinkButton>}
        facts={
          query.data ? <Facts matrix={query.data} /> : 'Applications by operations, as the gateways would decide now'
        }
      />
      <FilterBar
        search={{
          value: filters.q ?? '',
          placeholder: 'Application, team, API or path',
          onChange: (q) => set({ q: q || null }),
        }}
        filters={[
          {
            id: 'stage',
            label: 'Stage',
            options: (choices?.stages ?? []).map(({ slug, name }) => ({ value: slug, label: name })),
          },
          {
            id: 'api',
            label: 'API',
            options: (choices?.apis ?? []).map(({ slug, name }) => ({ value: slug, label: name })),
          },
          { id: 'team', label: 'Team', options: named(choices?.teams) },
          { id: 'product', label: 'Product', options: named(choices?.products) },
          { id: 'tag', label: 'Tag', options: (choices?.tags ?? []).map((tag) => ({ value: tag, label: tag })) },
          {
            id: 'verdict',
            label: 'Verdict',
            options: accessVerdicts.map((verdict) => ({ value: verdict, label: verdictLooks[verdict].word })),
          },
        ]}
        values={Object.fromEntries(filterIds.map((id) => [id, filters[id] ? [filters[id]] : []]))}
        onChange={(id, values) => set({ [id]: values.at(-1) ?? null })}
        onClear={() => set(Object.fromEntries(Object.keys(filters).map((id) => [id, null])))}
        actions={<Legend />}
      />
      <Loaded query={query} what="matrix" needs="api.read" skeleton={<SkeletonTable rows={14} columns={10} />}>
        {(matrix) => <Matrix matrix={matrix} />}
      </Loaded>
    </Page>
  )
}

/** The whole of what the filters match, however large. */
function exportOf(filters: Readonly<Record<string, string | null>>): string {
  const asked = given(filters) as Record<string, string>
  return `/api/v1/access/matrix/export?${new URLSearchParams(asked)}`
}

function Facts({ matrix }: { matrix: AccessMatrix }) {
  const { stage, counts, more, applications, operations } = matrix
  const left = [
    ...(more.applications > 0 ? [`${formatCount(more.applications)} more applications`] : []),
    ...(more.operations > 0 ? [`${formatCount(more.operations)} more operations`] : []),
  ]
  return (
    <>
      {stage.name}: {plural(applications.length, 'application')} by {plural(operations.length, 'operation')} ·{' '}
      {formatCount(counts.allow)} allowed, {formatCount(counts.depends)} depend, {formatCount(counts.deny)} refused ·
      computed <RelativeTime value={matrix.at} />
      {left.length > 0 && <> · {left.join(' and ')} match: filter to see them</>}
    </>
  )
}

function Legend() {
  return (
    <ul aria-label="Signs" className="flex flex-wrap items-center gap-3">
      {accessVerdicts.map((verdict) => (
        <li key={verdict} className="flex items-center gap-1">
          <VerdictSign verdict={verdict} /> {verdictLooks[verdict].word}
        </li>
      ))}
    </ul>
  )
}

function Matrix({ matrix }: { matrix: AccessMatrix }) {
  const view = useMemo(() => matrixView(matrix), [matrix])
  const [open, setOpen] = useState<OpenCell | null>(null)
  const show = (row: number, column: number) => {
    const application = view.rows[row]
    const operation = view.columns[column]
    if (application && operation) setOpen({ application, operation, api: view.apiLabel(column) })
  }
  if (view.rows.length === 0 || view.columns.length === 0) return <Nothing matrix={matrix} />
  return (
    <>
      <div className="max-sm:hidden">
        <CellGrid
          label={`Who can call what on ${matrix.stage.name}`}
          rows={view.rows.length}
          columns={view.columns.length}
          rowGroups={view.rowGroups}
          columnGroups={view.columnGroups}
          rowLabel={view.rowLabel}
          columnLabel={view.columnLabel}
          cell={(row, column) => <VerdictSign verdict={view.reasonAt(row, column).verdict} />}
          cellText={(row, column) => {
            const { verdict, sentence } = view.reasonAt(row, column)
            return `${verdictLooks[verdict].word}. ${sentence}`
          }}
          onOpen={show}
          height="calc(100vh - 15rem)"
        />
      </div>
      <div className="sm:hidden">
        <MatrixList view={view} onOpen={show} />
      </div>
      <CellSheet stage={matrix.stage.slug} cell={open} onClose={() => setOpen(null)} />
    </>
  )
}

function Nothing({ matrix }: { matrix: AccessMatrix }) {
  if (matrix.snapshot === null)
    return (
      <EmptyState
        icon={<Grid3x3 aria-hidden />}
        title={`Nothing runs on ${matrix.stage.name} yet`}
        why="The matrix is computed from what the stage’s gateways run. Deploy or promote a version to it first."
      />
    )
  return (
    <EmptyState
      icon={<Grid3x3 aria-hidden />}
      title="Nothing matches"
      why="No application and operation that you may see is left by these filters."
      action={<TextLink href="/access/matrix">Take the filters away</TextLink>}
    />
  )
}
