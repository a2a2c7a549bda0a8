'use client'
import type { ImportedRecord, KeyImportView } from '@gatehouse/contracts/endpoints/key-imports'
import { Banner } from '@gatehouse/ui/banner'
import { Card } from '@gatehouse/ui/card'
import { DataTable } from '@gatehouse/ui/data-table'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { formatCount, plural } from '@gatehouse/ui/format'
import { StatTile } from '@gatehouse/ui/stat-tile'
import { StatusWord } from '@gatehouse/ui/status-word'
import type { ReactNode } from 'react'
import { listTexts } from './source-text.ts'

type Counted = Omit<KeyImportView, 'first'>

/** What became of a file, in numbers and in words. */
export function ReportNumbers({ report }: { report: Counted }) {
  const { counts, applications, subscriptions, leftOut } = report
  const would = report.id === null
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-4">
        <StatTile label="Records" value={formatCount(counts.records)} />
        <StatTile label={would ? 'Would be imported' : 'Imported'} value={formatCount(counts.imported)} />
        <StatTile label="Already here" value={formatCount(counts.already)} />
        <StatTile label="Refused" value={formatCount(counts.refused)} />
      </div>
      <p className="text-sm">
        On {report.stage.name}: {plural(applications.made, 'application')}{' '}
        {would ? 'would be' : applications.made === 1 ? 'was' : 'were'} made, {applications.used} existing used;{' '}
        {plural(subscriptions.made, 'subscription')} {would ? 'would be' : ''} added
        {subscriptions.kept > 0 && `, ${subscriptions.kept} that were open stay as they are`}.
      </p>
      {leftOut.length > 0 && (
        <Banner tone="neutral" title="In the file, but no keys" compact>
          {leftOut.map(({ what, count }) => `${what} (${count})`).join(', ')}
        </Banner>
      )}
    </>
  )
}

type RecordsTableProps = { title: string; records: ImportedRecord[]; actions?: ReactNode; pager?: object }

/** Records with the one list that each is in. */
export function RecordsTable({ title, records, actions, pager = {} }: RecordsTableProps) {
  return (
    <Card flush title={title} {...(actions ? { actions } : {})}>
      <DataTable
        caption={title}
        stickyTop={false}
        rows={records}
        rowId={(row) => `${row.list} ${row.at}`}
        {...pager}
        empty={<EmptyState compact title="Nothing here" why="No record of the file is in this list." />}
        columns={[
          { id: 'at', header: 'In the file', cell: (row) => <code className="break-all text-xs">{row.at}</code> },
          { id: 'consumer', header: 'Consumer', cell: (row) => row.consumer ?? '–' },
          { id: 'name', header: 'Name', priority: 2, cell: (row) => row.name ?? '–' },
          {
            id: 'list',
            header: 'Outcome',
            cell: (row) => <StatusWord tone={listTexts[row.list].tone}>{listTexts[row.list].word}</StatusWord>,
          },
          {
            id: 'why',
            header: 'What and why',
            cell: (row) =>
              row.list === 'refused'
                ? row.reason
                : `${row.application.name}${row.list === 'imported' && row.application.id === null ? ' (new)' : ''}${row.list === 'imported' && row.hashed ? ', by hash' : ''}`,
          },
        ]}
      />
    </Card>
  )
}
