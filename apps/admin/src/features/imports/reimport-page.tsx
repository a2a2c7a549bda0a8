'use client'
import { reimport } from '@gatehouse/contracts/endpoints/contracts'
import type { MergeSide } from '@gatehouse/contracts/endpoints/merge-views'
import { Banner } from '@gatehouse/ui/banner'
import { Button } from '@gatehouse/ui/button'
import { FormActions } from '@gatehouse/ui/form-actions'
import { plural } from '@gatehouse/ui/format'
import { ProgressBar } from '@gatehouse/ui/progress-bar'
import { SectionHeader } from '@gatehouse/ui/section-header'
import { toast } from '@gatehouse/ui/toast'
import { useRouter } from 'next/navigation'
import { useRef, useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ActButton } from '../../components/act-button.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { useVersion } from '../apis/version-context.tsx'
import { Sentence } from '../deployments/change-list.tsx'
import type { Source } from './import-asked.ts'
import { ImportProblem } from './import-problem.tsx'
import { ImportReportCard } from './import-report-card.tsx'
import { ImportSourcePicker } from './import-source-picker.tsx'
import { ReimportReview } from './reimport-review.tsx'
import { type Reimported, savingSentence } from './reimport-text.ts'

type Choices = Readonly<Record<string, MergeSide>>

/** Merges a new file into the working copy: first what that would do, with a choice where people and file disagree, then the save. */
export function ReimportPage() {
  const { page, name, base } = useVersion()
  const router = useRouter()
  const [source, setSource] = useState<Source>()
  const [choices, setChoices] = useState<Choices>({})
  const [seen, setSeen] = useState<Reimported>()
  const latest = useRef(0)
  const look = useAct(reimport)
  const save = useAct(reimport, {
    onDone: (answer) => {
      toast.success(`The contract is saved: ${answer.counts.text}`, { description: 'It runs from the next deploy on.' })
      router.push(`${base}/contract`)
    },
  })

  /** Only the answer to the last question counts; what is shown stays until it comes. */
  const preview = async (given: Source, resolutions: Choices) => {
    latest.current += 1
    const question = latest.current
    setChoices(resolutions)
    const answer = await look.run({ ...name, ...given.ask, dryRun: true, resolutions }).catch(() => undefined)
    if (answer && question === latest.current) setSeen(answer)
  }
  const begin = (given: Source) => {
    setSource(given)
    setSeen(undefined)
    save.reset()
    void preview(given, {})
  }
  const leave = () => {
    latest.current += 1
    setSource(undefined)
    setSeen(undefined)
    look.reset()
    save.reset()
  }

  return (
    <div className="flex flex-col gap-6">
      <SectionHeader
        title={page.contract ? 'New contract file' : 'Add the contract'}
        description="The file is merged with what people did by hand. Nothing is saved before you say so, and nothing is deployed by it."
      />
      {source && look.problem && (
        <ImportProblem problem={look.problem} source={source} busy={look.running} onSource={begin} />
      )}
      {source && seen ? (
        <>
          <ReimportReview
            seen={seen}
            chosen={choices}
            onChoose={(more) => void preview(source, { ...choices, ...more })}
          />
          <ImportReportCard report={seen.report} {...(seen.given.text === null ? {} : { source: seen.given.text })} />
          {save.problem?.code === 'changed_meanwhile' ? (
            <Banner
              tone="warn"
              title="Somebody changed the working copy in the meantime"
              actions={
                <Button size="sm" onClick={() => begin(source)}>
                  Compare again
                </Button>
              }
            >
              Nothing was saved. Compare the file with the working copy as it is now.
            </Banner>
          ) : (
            <ProblemBanner problem={save.problem} />
          )}
          <FormActions
            sticky
            className="max-sm:static"
            note={<Footer seen={seen} fileName={seen.given.fileName} busy={look.running} />}
          >
            <Button variant="ghost" onClick={leave}>
              Another file
            </Button>
            <ActButton
              variant="primary"
              loading={save.running || look.running}
              why={whyNot(seen, page.can.edit.allowed ? null : page.can.edit.why)}
              onClick={() =>
                save
                  .run(
                    { ...name, ...source.ask, sha256: seen.given.sha256, resolutions: choices, dryRun: false },
                    seen.workingCopyEtag,
                  )
                  .catch(() => undefined)
              }
            >
              Save as the working copy
            </ActButton>
          </FormActions>
        </>
      ) : (
        <div className="flex max-w-[720px] flex-col gap-4">
          {look.running && source && (
            <div role="status">
              <ProgressBar label={`Reading ${source.label} and comparing it with the working copy`} />
            </div>
          )}
          <ImportSourcePicker busy={look.running} onSource={begin} />
        </div>
      )}
    </div>
  )
}

function Footer({ seen, fileName, busy }: { seen: Reimported; fileName: string; busy: boolean }) {
  return (
    <p aria-live="polite" className="max-w-[80ch] [overflow-wrap:anywhere]">
      {busy ? 'Working out what that means …' : <Sentence text={savingSentence(seen, fileName)} />}
    </p>
  )
}

function whyNot(seen: Reimported, refusal: string | null): string | null {
  if (refusal !== null) return refusal
  const { open } = seen.merge.counts
  return open === 0 ? null : `${plural(open, 'choice')} ${open === 1 ? 'is' : 'are'} left under “What you decide”.`
}
