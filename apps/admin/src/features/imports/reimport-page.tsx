'use client'
import type { EndpointOutput } from '@gatehouse/contracts/endpoint'
import { reimport } from '@gatehouse/contracts/endpoints/contracts'
import { Banner } from '@gatehouse/ui/banner'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { SectionHeader } from '@gatehouse/ui/section-header'
import { toast } from '@gatehouse/ui/toast'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ActButton } from '../../components/act-button.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { useVersion } from '../apis/version-context.tsx'
import { ChangeList } from '../deployments/change-list.tsx'
import { ImportProblem } from './import-problem.tsx'
import { ImportReportCard } from './import-report-card.tsx'
import { type Source, SourceInput } from './source-input.tsx'

type Outcome = EndpointOutput<typeof reimport>

/** Replaces the working copy's contract by a file: first what it would change, then the save. Nothing is deployed by it. */
export function ReimportPage() {
  const { page, name, base } = useVersion()
  const router = useRouter()
  const [source, setSource] = useState<Source>()
  const [seen, setSeen] = useState<Outcome>()
  const look = useAct(reimport, { onDone: setSeen })
  const save = useAct(reimport, {
    onDone: (answer) => {
      toast.success(`The contract is saved: ${answer.counts.text}`, { description: 'It runs from the next deploy on.' })
      router.push(`${base}/contract`)
    },
  })
  const preview = (given: Source) => {
    setSource(given)
    setSeen(undefined)
    look.run({ ...name, ...given, dryRun: true }).catch(() => undefined)
  }
  return (
    <div className="flex flex-col gap-6">
      <SectionHeader
        title={page.contract ? 'New contract file' : 'Add the contract'}
        description="What people set on operations stays, and operations keep their identity. Nothing is deployed by it."
        actions={
          source &&
          seen && (
            <>
              <Button variant="ghost" onClick={() => setSource(undefined)}>
                Another file
              </Button>
              <ActButton
                variant="secondary"
                loading={save.running}
                why={page.can.edit.allowed ? null : page.can.edit.why}
                onClick={() =>
                  save.run({ ...name, ...source, dryRun: false }, seen.workingCopyEtag).catch(() => undefined)
                }
              >
                Save as the working copy
              </ActButton>
            </>
          )
        }
      />
      <ProblemBanner problem={save.problem} />
      {look.problem && source && <ImportProblem problem={look.problem} {...source} />}
      {source && seen ? (
        <>
          {seen.parkedSettings.length > 0 && (
            <Banner tone="info" title="Settings are kept aside">
              These operations are not in the file. If they come back, so do their settings:{' '}
              {seen.parkedSettings.join(', ')}
            </Banner>
          )}
          <Card title="What it changes" description={seen.counts.text}>
            <ChangeList items={seen.changes} />
          </Card>
          <ImportReportCard report={seen.report} source={source.source} />
        </>
      ) : (
        <div className="max-w-[720px]">
          <SourceInput busy={look.running} onSource={preview} />
        </div>
      )}
    </div>
  )
}
