'use client'
import { audience } from '@gatehouse/contracts/endpoints/apis'
import { lifecycleState } from '@gatehouse/contracts/snapshot'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { FilterBar } from '@gatehouse/ui/filter-bar'
import { plural } from '@gatehouse/ui/format'
import { IconButton } from '@gatehouse/ui/icon-button'
import { LinkButton } from '@gatehouse/ui/link-button'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { toast } from '@gatehouse/ui/toast'
import { Boxes, Download } from 'lucide-react'
import { parseAsString, parseAsStringEnum, useQueryStates } from 'nuqs'
import { useState } from 'react'
import { given } from '../../api/read.ts'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { usePaging } from '../../components/use-paging.ts'
import { useMay } from '../account/account-context.tsx'
import { apisCsv } from './apis-csv.ts'
import { ApisTable } from './apis-table.tsx'
import { flagNames, flagWords } from './flag-text.ts'
import { apisRead } from './queries.ts'
import { audienceWords, stateWords } from './state-text.ts'

const filterParsers = {
  q: parseAsString,
  team: parseAsString,
  tag: parseAsString,
  audience: parseAsStringEnum(audience.options.map((one) => one as string)),
  state: parseAsStringEnum(lifecycleState.options.map((one) => one as string)),
  flag: parseAsStringEnum(flagNames.map((one) => one as string)),
}

/** Every version with its state and what runs where (L19, L20). */
export function ApisPage() {
  const [filters, setFilters] = useQueryStates(filterParsers, { history: 'replace' })
  const paging = usePaging()
  const create = useMay('api.create')
  const [exporting, setExporting] = useState(false)
  const asked = given(filters) as Parameters<typeof apisRead>[0]
  const query = useRead(apisRead({ ...asked, ...given({ cursor: paging.cursor }) }), {
    keep: true,
    every: () => 15_000,
  })
  const filtered = Object.values(filters).some(Boolean)
  const set = (next: Partial<Record<keyof typeof filters, string | null>>) => {
    paging.reset()
    void setFilters(next)
  }
  const download = async () => {
    setExporting(true)
    await apisCsv(asked)
      .catch((error: Error) => toast.error('The list could not be exported', { description: error.message }))
      .finally(() => setExporting(false))
  }
  const importButton = create.allowed ? (
    <LinkButton variant="primary" href="/apis/new">
      Import an API
    </LinkButton>
  ) : (
    <ActButton variant="primary" why={create.why}>
      Import an API
    </ActButton>
  )
  return (
    <Page width="full">
      <PageHeader
        title="APIs"
        facts="Every version, what runs on which stage, and what should be mended."
        primary={importButton}
      />
      <FilterBar
        search={{ value: filters.q ?? '', placeholder: 'Search APIs', onChange: (q) => set({ q: q || null }) }}
        filters={[
          {
            id: 'team',
            label: 'Team',
            options: (query.data?.filters.teams ?? []).map(({ id, name }) => ({ value: id, label: name })),
          },
          {
            id: 'tag',
            label: 'Tag',
            options: (query.data?.filters.tags ?? []).map((tag) => ({ value: tag, label: tag })),
          },
          {
            id: 'audience',
            label: 'Audience',
            options: audience.options.map((one) => ({ value: one, label: audienceWords[one] })),
          },
          {
            id: 'state',
            label: 'State',
            options: lifecycleState.options.map((one) => ({ value: one, label: stateWords[one] })),
          },
          { id: 'flag', label: 'Flag', options: flagNames.map((one) => ({ value: one, label: flagWords[one] })) },
        ]}
        values={Object.fromEntries(Object.entries(filters).map(([id, value]) => [id, value ? [value] : []]))}
        onChange={(id, values) => set({ [id]: values[0] ?? null })}
        onClear={() => set({ q: null, team: null, tag: null, audience: null, state: null, flag: null })}
        actions={
          <>
            {query.data && <span aria-live="polite">{plural(query.data.total, 'API')}</span>}
            <IconButton
              label="Download as CSV"
              icon={<Download aria-hidden />}
              loading={exporting}
              onClick={download}
            />
          </>
        }
      />
      <Loaded query={query} what="APIs" needs="api.read" skeleton={<SkeletonTable rows={8} columns={6} />}>
        {(data) => (
          <ApisTable
            data={data}
            {...paging.pager(data.next)}
            empty={
              filtered ? (
                <EmptyState title="No API matches" why="Nothing fits all of these filters at once." />
              ) : (
                <EmptyState
                  icon={<Boxes aria-hidden />}
                  title="No APIs yet"
                  why="An OpenAPI file is enough: operations, validation and docs are made from it."
                  {...(create.allowed
                    ? { action: <LinkButton href="/apis/new">Import an OpenAPI file</LinkButton> }
                    : {})}
                />
              )
            }
          />
        )}
      </Loaded>
    </Page>
  )
}
