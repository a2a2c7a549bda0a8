import type { PipelineCard } from '@gatehouse/contracts/endpoints/apis'
import type { Move } from './version-context.tsx'

/** How saved values of a stage come to run: by a deploy, or by promoting once more what the stage before runs. */
export function valuesMove({ stage }: Pick<PipelineCard, 'stage'>): Move & { act: 'deploy' | 'promote' } {
  return { act: stage.accepts === 'deploy' ? 'deploy' : 'promote', stage: stage.slug }
}

/** `deploy` or `promotion`: what saved values wait for. */
export function valuesWaitFor({ stage }: Pick<PipelineCard, 'stage'>): string {
  return stage.accepts === 'deploy' ? 'deploy' : 'promotion'
}
