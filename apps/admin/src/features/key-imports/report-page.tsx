'use client'
import { type KeyImportView, recordLists } from '@gatehouse/contracts/endpoints/key-imports'
import { FilterBar } from '@gatehouse/ui/filter-bar'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonCards, SkeletonTable } from '@gatehouse/ui/skeleton'
import { parseAsStringEnum, useQueryState } from 'nuqs'
import { given } from '../../api/read.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { usePaging } from '../../components/use-paging.ts'
import { TrailName } from '../shell/trail.tsx'
import { importRead, recordsRead } from './queries.ts'
import { RecordsTable, ReportNumbers } from './report-view.tsx'
import { listTexts, sourceTexts } from './source-text.ts'

/** The report of an import: every record in exactly one list. */
export function ReportPage({ id }: { id: string }) {
  const query = useRead(importRead(id))
  return (
    <Page width="full">
      <Loaded query={query} what="import" needs="application.read" skeleton={<SkeletonCards count={4} />}>
        {(report) => <Body id={id} report={report} />}
      </Loaded>
    </Page>
  )
}

function Body({ id, report }: { id: string; report: KeyImportView }) {
  const [list, setList] = useQueryState('list', parseAsStringEnum([...recordLists]))
  const paging = usePaging()
  const records = useRead(recordsRead(id, given({ list, cursor: paging.cursor })), { keep: true })
  const title = `Import from ${sourceTexts[report.source].label}`
  return (
    <>
      <TrailName segment={id} name={title} />
      <PageHeader
        title={title}
        facts={
          <>
            <RelativeTime value={report.at} /> by {report.by.name}
          </>
        }
      />
      <ReportNumbers report={report} />
      <FilterBar
        filters={[
          {
            id: 'list',
            label: 'Outcome',
            options: recordLists.map((value) => ({ value, label: listTexts[value].word })),
          },
        ]}
        values={{ list: list ? [list] : [] }}
        onChange={(_, values) => {
          paging.reset()
          void setList((values[0] as typeof list | undefined) ?? null)
        }}
        onClear={() => void setList(null)}
      />
      <Loaded query={records} what="records" needs="application.read" skeleton={<SkeletonTable rows={6} columns={4} />}>
        {(data) => <RecordsTable title="Every record" records={data.items} pager={paging.pager(data.next)} />}
      </Loaded>
    </>
  )
}
