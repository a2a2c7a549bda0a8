import type { PipelineCard, PrimaryAct, VersionPage } from '@gatehouse/contracts/endpoints/apis'
import type { StageRef } from '@gatehouse/contracts/endpoints/stages'
import type { LifecycleState } from '@gatehouse/contracts/snapshot'

/** What the six steps are judged by. */
export type Progress = {
  operations: number
  offered: boolean
  portals: number
  state: LifecycleState
  undeployed: boolean
  pipeline: readonly PipelineCard[]
}

type Step = Omit<VersionPage['checklist'][number], 'open'>

/** The way from a file to a call, each step done or not. Pure. */
export function checklistOf(progress: Progress): VersionPage['checklist'] {
  const { pipeline } = progress
  const first = pipeline[0]
  const firstName = first?.stage.name ?? 'the first stage'
  const running = pipeline.filter(({ deployment }) => deployment !== null)
  const target = promotionTarget(pipeline)
  const missing = first?.missingValues ?? []
  const steps: Step[] = [
    {
      step: 'contract',
      label: 'Add a contract',
      done: progress.operations > 0,
      detail:
        progress.operations > 0
          ? `${progress.operations} operations.`
          : 'Import a file or write operations by hand: validation, docs and a mock follow.',
    },
    {
      step: 'backend',
      label: `Set the backend on ${firstName}`,
      done: first !== undefined && missing.length === 0,
      detail:
        missing.length === 0
          ? `${firstName} has an address, or the mock, for each backend.`
          : `${firstName} lacks: ${missing.join(', ')}.`,
    },
    {
      step: 'deploy',
      label: `Deploy to ${firstName}`,
      done: running.length > 0,
      detail: running.length > 0 ? runningText(running) : 'Until it is deployed, no gateway answers for it.',
    },
    {
      step: 'offer',
      label: 'Offer it with a plan',
      done: progress.offered,
      detail: progress.offered
        ? 'It is in a product with a plan.'
        : 'A product and a free plan let developers get access.',
    },
    {
      step: 'publish',
      label: 'Publish it in the portal',
      done: progress.portals > 0 && progress.state !== 'draft',
      detail: progress.portals > 0 ? 'Developers can find it.' : 'Until then developers cannot find it.',
    },
    {
      step: 'promote',
      label: target ? `Promote to ${target.stage.name}` : 'Promote to the last stage',
      done: running.length > 0 && target === undefined,
      detail: target
        ? `${target.stage.name} ${target.deployment ? 'runs an older revision' : 'runs nothing yet'}.`
        : 'Every stage runs what the one before it runs.',
    },
  ]
  const firstUndone = steps.find(({ done }) => !done)
  return steps.map((step) => ({ ...step, open: step === firstUndone }))
}

function runningText(cards: readonly PipelineCard[]): string {
  return `${cards.map(({ stage, deployment }) => `${stage.name} runs r${deployment?.revision.number}`).join(', ')}.`
}

/** The first stage that does not run what the one before it runs. */
export function promotionTarget(pipeline: readonly PipelineCard[]): PipelineCard | undefined {
  return pipeline.find(({ incoming }) => incoming !== null && !incoming.same)
}

type Can = VersionPage['can']

/** The one primary button: the first undone step, then changes that wait for a deploy; none when all is done. Pure. */
export function primaryOf(checklist: VersionPage['checklist'], progress: Progress, can: Can): VersionPage['primary'] {
  const first = progress.pipeline[0]
  const none = { act: 'none' as const, label: '', stage: null, allowed: true, why: null }
  if (progress.state === 'retired') return none
  const make = (
    act: PrimaryAct,
    label: string,
    stage: StageRef | undefined,
    rights: { allowed: boolean; why: string | null },
  ) => ({
    act,
    label,
    stage: stage ?? null,
    allowed: rights.allowed,
    why: rights.why,
  })
  const step = checklist.find(({ done }) => !done)?.step
  if (step === 'contract') return make('add-contract', 'Add contract', undefined, can.edit)
  if (step === 'backend') return make('set-backend', 'Set backend', first?.stage, can.edit)
  if (step === 'deploy')
    return make('deploy', `Deploy to ${first?.stage.name ?? ''}`.trim(), first?.stage, first?.deploy ?? can.deploy)
  if (step === 'offer') return make('offer', 'Offer it', undefined, can.offer)
  if (step === 'publish') return make('publish', 'Publish', undefined, can.publish)
  if (progress.undeployed && first?.stage.accepts === 'deploy')
    return make('deploy', `Deploy to ${first.stage.name}`, first.stage, first.deploy)
  const target = promotionTarget(progress.pipeline)
  return target ? make('promote', `Promote to ${target.stage.name}`, target.stage, target.promote) : none
}
