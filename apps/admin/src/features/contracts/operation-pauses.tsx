'use client'
import { Card } from '@gatehouse/ui/card'
import { ActButton } from '../../components/act-button.tsx'
import { useVersion } from '../apis/version-context.tsx'
import { PauseNote } from '../deployments/pause-note.tsx'

/** Where an operation runs, and whether it is paused there. */
export function OperationPauses({ operation }: { operation: { id: string; key: string } }) {
  const { page, startPause } = useVersion()
  const running = page.pipeline.filter(({ deployment }) => deployment !== null)
  if (running.length === 0) return null
  return (
    <Card flush title="Pause" description="Callers get 503 with your reason until you resume it. Nothing is deployed.">
      <ul className="divide-y divide-line">
        {running.map(({ stage, pauses }) => {
          const pause = pauses.find((one) => one.operation?.id === operation.id)
          return (
            <li key={stage.id} className="px-4 py-2.5">
              {pause ? (
                <>
                  <p className="pb-1 font-medium text-sm">{stage.name}</p>
                  <PauseNote pause={pause} where={stage.name} />
                </>
              ) : (
                <div className="flex items-center justify-between gap-3 text-sm">
                  <span className="font-medium">{stage.name}</span>
                  <ActButton
                    size="sm"
                    why={page.can.deploy.allowed ? null : page.can.deploy.why}
                    aria-label={`Pause on ${stage.name}`}
                    onClick={() => startPause({ stage: stage.slug, operation })}
                  >
                    Pause
                  </ActButton>
                </div>
              )}
            </li>
          )
        })}
      </ul>
    </Card>
  )
}
