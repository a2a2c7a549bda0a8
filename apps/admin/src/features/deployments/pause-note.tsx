'use client'
import { type PauseView, resumeVersion } from '@gatehouse/contracts/endpoints/pauses'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { StatusWord } from '@gatehouse/ui/status-word'
import { toast } from '@gatehouse/ui/toast'
import { problemOf, useAct } from '../../api/use-act.ts'
import { ActButton } from '../../components/act-button.tsx'
import { useVersion } from '../apis/version-context.tsx'

/** That something is paused, why and since when, with the way back. */
export function PauseNote({ pause, where }: { pause: PauseView; where: string }) {
  const { page, name } = useVersion()
  const resume = useAct(resumeVersion)
  const what = pause.operation?.key ?? 'The whole version'
  return (
    <div className="flex flex-wrap items-start justify-between gap-2 text-sm">
      <p className="min-w-0">
        <StatusWord tone="warn">Paused: {what}</StatusWord>
        <span className="block text-muted">
          {pause.reason} · <RelativeTime value={pause.since} />
        </span>
      </p>
      <ActButton
        size="sm"
        why={page.can.deploy.allowed ? null : page.can.deploy.why}
        loading={resume.running}
        aria-label={`Resume ${what} on ${where}`}
        onClick={() => {
          resume.run({ ...name, pause: pause.id }).catch((error: unknown) => {
            const problem = problemOf(error)
            toast.error(problem.title, problem.detail ? { description: problem.detail } : {})
          })
        }}
      >
        Resume
      </ActButton>
    </div>
  )
}
