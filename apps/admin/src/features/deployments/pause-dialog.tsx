'use client'
import { pauseVersion } from '@gatehouse/contracts/endpoints/pauses'
import { useAct } from '../../api/use-act.ts'
import { PauseReasonDialog } from '../../components/pause-reason-dialog.tsx'
import { type Pause, useVersion } from '../apis/version-context.tsx'

/** Pauses the version or one operation on a stage; the reason is what callers read. */
export function PauseDialog({ pause, onClose }: { pause: Pause; onClose: () => void }) {
  const { page, name } = useVersion()
  const act = useAct(pauseVersion)
  const stage = page.pipeline.find((card) => card.stage.slug === pause.stage)?.stage
  const what = pause.operation ? pause.operation.key : `${page.api.name} ${page.version.name}`
  return (
    <PauseReasonDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Pause ${what} on ${stage?.name ?? pause.stage}?`}
      consequence="Callers get 503 with the reason and a Retry-After until you resume it. Nothing is deployed; keys and subscriptions stay."
      {...(stage?.exposure === 'live' && !pause.operation ? { typedName: page.api.slug } : {})}
      run={async (reason) => {
        await act.run({
          ...name,
          stage: pause.stage,
          reason,
          ...(pause.operation ? { operation: pause.operation.id } : {}),
        })
        onClose()
      }}
    />
  )
}
