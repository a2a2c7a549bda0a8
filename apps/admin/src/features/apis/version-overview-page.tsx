'use client'
import { ApiFlags } from './api-flags.tsx'
import { ChecklistCard } from './checklist-card.tsx'
import { DayStrip } from './day-strip.tsx'
import { NeedsYouCard } from './needs-you-card.tsx'
import { PipelinePanel } from './pipeline-panel.tsx'
import { PurposeCard } from './purpose-card.tsx'
import { TopApplicationsCard } from './top-applications-card.tsx'
import { TopOperationsCard } from './top-operations-card.tsx'
import { useMeasuredStage } from './use-stage-traffic.ts'
import { useVersion } from './version-context.tsx'

/** What runs where, is it well, what is not live, what is next. */
export function VersionOverviewPage() {
  const { page } = useVersion()
  const measured = useMeasuredStage(page.version.id, page.pipeline)
  return (
    <>
      <PurposeCard />
      <ChecklistCard />
      <NeedsYouCard />
      <ApiFlags flags={page.flags} />
      <PipelinePanel />
      {measured && (
        <>
          <DayStrip stage={measured} />
          <div className="grid items-start gap-6 rail:grid-cols-[3fr_2fr]">
            <TopOperationsCard stage={measured} />
            <TopApplicationsCard stage={measured} />
          </div>
        </>
      )}
    </>
  )
}
