'use client'
import type { KeyImportView } from '@gatehouse/contracts/endpoints/key-imports'
import type { Problem } from '@gatehouse/contracts/problems'
import { Button } from '@gatehouse/ui/button'
import { plural } from '@gatehouse/ui/format'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { RecordsTable, ReportNumbers } from './report-view.tsx'

type ConfirmStepProps = {
  dry: KeyImportView
  problem: Problem | undefined
  busy: boolean
  onRun: () => void
  onBack: () => void
}

/** The dry run's report; the run carries out the same, all of it or nothing. */
export function ConfirmStep({ dry, problem, busy, onRun, onBack }: ConfirmStepProps) {
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <ReportNumbers report={dry} />
      <RecordsTable title="The first of each list" records={dry.first} />
      <ProblemBanner problem={problem} />
      <span className="flex flex-wrap gap-2">
        <Button variant="primary" loading={busy} disabled={dry.counts.imported === 0} onClick={onRun}>
          Import {plural(dry.counts.imported, 'key')}
        </Button>
        <Button disabled={busy} onClick={onBack}>
          Change where they go
        </Button>
      </span>
      <p className="text-muted text-sm">Gateways take them over within seconds. All is saved, or nothing.</p>
    </div>
  )
}
