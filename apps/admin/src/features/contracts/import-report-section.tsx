'use client'
import type { ImportOrigin } from '@gatehouse/contracts/import-origin'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonText } from '@gatehouse/ui/skeleton'
import { useRead } from '../../api/use-read.ts'
import { useVersion } from '../apis/version-context.tsx'
import { ImportReportCard } from '../imports/import-report-card.tsx'
import { importSourceRead, latestImportRead } from './queries.ts'

/** The last import's report, with the lines of the file as it was uploaded. */
export function ImportReportSection() {
  const { page, name } = useVersion()
  const imported = page.contract?.importedAt !== null
  const report = useRead(latestImportRead(name), { enabled: imported })
  const source = useRead(importSourceRead(name), { enabled: imported && report.isSuccess })
  if (!imported || report.error) return null
  if (!report.data) return <SkeletonText lines={4} />
  return (
    <section className="flex flex-col gap-2">
      <ImportReportCard
        report={report.data.report}
        {...(source.data?.encoding === 'text' ? { source: source.data.source } : {})}
      />
      <p className="text-muted text-sm [overflow-wrap:anywhere]">
        {report.data.fileName}
        {originText(report.data.origin)}, imported <RelativeTime value={report.data.at} />
        {report.data.by.name && ` by ${report.data.by.name}`}
      </p>
    </section>
  )
}

/** Where the file came from, when it was not given by hand. */
function originText(origin: ImportOrigin): string {
  if (origin.kind === 'url') return ` from ${origin.url}`
  if (origin.kind === 'git') return ` from ${origin.url} at ${origin.commit.slice(0, 12)}`
  return origin.kind === 'cli' ? ' by the command line' : ''
}
