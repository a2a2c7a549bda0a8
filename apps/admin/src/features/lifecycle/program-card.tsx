'use client'
import type { DeprecationView } from '@gatehouse/contracts/endpoints/deprecation-views'
import { announceDeprecation } from '@gatehouse/contracts/endpoints/deprecations'
import { Banner } from '@gatehouse/ui/banner'
import { Card } from '@gatehouse/ui/card'
import { CodeBlock } from '@gatehouse/ui/code-block'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { StatusWord } from '@gatehouse/ui/status-word'
import { formatInstant } from '@gatehouse/ui/time'
import { toast } from '@gatehouse/ui/toast'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ActButton } from '../../components/act-button.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { useVersion } from '../apis/version-context.tsx'
import { CancelDialog } from './cancel-dialog.tsx'
import { PlanDialog } from './plan-dialog.tsx'
import { mailsText, phaseTones, phaseWords } from './program-text.ts'
import { ProgramTimeline } from './program-timeline.tsx'

/** How the version ends: where the program stands, what comes next, and the acts on it. */
export function ProgramCard({ view }: { view: DeprecationView }) {
  const { name } = useVersion()
  const [open, setOpen] = useState<'plan' | 'cancel'>()
  const announce = useAct(announceDeprecation, { onDone: (sent) => toast.success(mailsText(sent)) })
  const { program, can, phase } = view
  const why = (act: { allowed: boolean; why: string | null }) => (act.allowed ? null : act.why)
  return (
    <Card
      title="Deprecation"
      description={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <StatusWord tone={phaseTones[phase]} framed>
            {phaseWords[phase]}
          </StatusWord>
          {view.sentence}
        </span>
      }
      actions={
        <div className="flex flex-wrap gap-2">
          {program && phase !== 'sunset' && (
            <ActButton size="sm" variant="ghost" why={why(can.cancel)} onClick={() => setOpen('cancel')}>
              Take back
            </ActButton>
          )}
          {program && phase !== 'sunset' && program.announcedAt === null && (
            <ActButton
              size="sm"
              why={why(can.announce)}
              loading={announce.running}
              onClick={() => announce.run({ ...name }).catch(() => undefined)}
            >
              Announce now
            </ActButton>
          )}
          <ActButton size="sm" why={why(can.plan)} onClick={() => setOpen('plan')}>
            {program ? 'Change the plan' : 'Plan the end'}
          </ActButton>
        </div>
      }
    >
      <div className="flex flex-col gap-4">
        <ProblemBanner problem={announce.problem} />
        {view.cancelled && (
          <p className="text-muted text-sm">
            {view.cancelled.by.name} took the last program back <RelativeTime value={view.cancelled.at} />: “
            {view.cancelled.reason}”
          </p>
        )}
        {program ? (
          <div className="grid gap-6 rail:grid-cols-2">
            <ProgramTimeline view={view} />
            <div className="flex min-w-0 flex-col gap-4">
              {phase === 'brown-out' && (
                <Banner tone="warn" compact title="Callers without an extension are answered 410 right now.">
                  It ends by itself; to end it earlier, change the plan.
                </Banner>
              )}
              {program.successor === null && phase !== 'sunset' && (
                <Banner tone="info" compact title="Callers do not know where to go.">
                  Name a successor: it stands in headers, banner and mails.
                </Banner>
              )}
              {program.message && (
                <div className="text-sm">
                  <p className="text-muted">What callers read</p>
                  <p className="whitespace-pre-wrap">{program.message}</p>
                </div>
              )}
              <CodeBlock
                title={`Headers of every answer from ${formatInstant(program.deprecatedAt)} on`}
                language="http"
                code={view.headers.join('\n')}
                wrap
              />
              <p className="text-muted text-sm">
                Planned by {program.by.name} <RelativeTime value={program.createdAt} />.
              </p>
            </div>
          </div>
        ) : (
          <p className="text-muted text-sm">
            A program ends a version in the open: callers read the date in every answer, owners of applications that
            call it get mails, brown-outs rehearse the end, and from the sunset on it answers 410 with the way to move.
            Nothing of it needs a deploy.
          </p>
        )}
      </div>
      {open === 'plan' && <PlanDialog view={view} onClose={() => setOpen(undefined)} />}
      {open === 'cancel' && <CancelDialog view={view} onClose={() => setOpen(undefined)} />}
    </Card>
  )
}
