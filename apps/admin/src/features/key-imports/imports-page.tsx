'use client'
import { DataTable } from '@gatehouse/ui/data-table'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { LinkButton } from '@gatehouse/ui/link-button'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { KeyRound } from 'lucide-react'
import { given } from '../../api/read.ts'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { usePaging } from '../../components/use-paging.ts'
import { useMay } from '../account/account-context.tsx'
import { importsRead } from './queries.ts'
import { sourceTexts } from './source-text.ts'

/** Keys that moved in, act by act. */
export function ImportsPage() {
  const paging = usePaging()
  const may = useMay('application.manage')
  const query = useRead(importsRead(given({ cursor: paging.cursor })), { keep: true })
  return (
    <Page width="full">
      <PageHeader
        title="Imports of keys"
        facts="Keys move in from another gateway by value or hash, and their clients go on unchanged."
        primary={
          may.allowed ? (
            <LinkButton variant="primary" href="/applications/imports/new">
              Import keys
            </LinkButton>
          ) : (
            <ActButton variant="primary" why={may.why}>
              Import keys
            </ActButton>
          )
        }
      />
      <Loaded query={query} what="imports" needs="application.read" skeleton={<SkeletonTable rows={4} columns={5} />}>
        {(data) => (
          <DataTable
            caption="Imports of keys"
            rows={data.items}
            rowId={(row) => row.id ?? row.at}
            rowHref={(row) => (row.id ? `/applications/imports/${row.id}` : undefined)}
            {...paging.pager(data.next)}
            empty={
              <EmptyState
                icon={<KeyRound aria-hidden />}
                title="No import yet"
                why="Bring the keys of Kong, Tyk, AWS or a CSV. You see first what the file holds and what would happen; nothing is saved before."
              />
            }
            columns={[
              { id: 'at', header: 'When', width: 130, cell: (row) => <RelativeTime value={row.at} /> },
              { id: 'source', header: 'From', cell: (row) => sourceTexts[row.source].label },
              { id: 'stage', header: 'Stage', cell: (row) => row.stage.name },
              { id: 'imported', header: 'Imported', align: 'right', cell: (row) => row.counts.imported },
              { id: 'already', header: 'Already here', align: 'right', priority: 2, cell: (row) => row.counts.already },
              { id: 'refused', header: 'Refused', align: 'right', cell: (row) => row.counts.refused },
              { id: 'by', header: 'By', priority: 2, cell: (row) => row.by.name },
            ]}
          />
        )}
      </Loaded>
    </Page>
  )
}
