import { operationKey } from '@gatehouse/contracts/api-description'
import { callShape } from '@gatehouse/contracts/call-shape'
import type { RevisionContent } from '@gatehouse/contracts/revision'
import { ContractJudge, type ContractVerdict, contractTexts } from './contract-judge.ts'
import { type RebuiltRequest, rebuildRequest } from './rebuild-request.ts'
import { NotRebuilt } from './sample-text.ts'

export type ReplayJob = {
  /** What ran when the calls were recorded, then what would run; with the modes of validation of the stage. */
  running: RevisionContent
  candidate: RevisionContent
  shapes: readonly { operationId: string; shape: string }[]
}

/**
 * What became of each shape, in their order. `faithless`: the made-up request is not what the recorded one was, for the running contract
 * refuses it; `unknown`: nothing could be made up, or the operation is none of the running contract's.
 */
export type ReplayOutcome =
  | { kind: 'taken' }
  | { kind: 'refused'; verdict: NonNullable<ContractVerdict> }
  | { kind: 'faithless' | 'unknown' }

/** Replays recorded calls against another contract; pure, as long as it takes. */
export function replayShapes({ running, candidate, shapes }: ReplayJob): ReplayOutcome[] {
  const before = new ContractJudge(contractTexts(running))
  const after = new ContractJudge(contractTexts(candidate))
  const rebuild = rebuilder(running)
  return shapes.map(({ operationId, shape }, index): ReplayOutcome => {
    const request = rebuild(operationId, shape, index)
    if (request === null) return { kind: 'unknown' }
    if (before.judge(request) !== null) return { kind: 'faithless' }
    const verdict = after.judge(request)
    return verdict === null ? { kind: 'taken' } : { kind: 'refused', verdict }
  })
}

/** Requests of recorded shapes under a contract; null where none can be made. */
export function rebuilder(
  running: RevisionContent,
): (operationId: string, shape: string, seed: number) => RebuiltRequest | null {
  const operations = new Map(
    running.contract.operations.flatMap((described) => {
      const mapped = running.operations[operationKey(described)]
      return mapped === undefined ? [] : [[mapped.id as string, described] as const]
    }),
  )
  return (operationId, shape, seed) => {
    const described = operations.get(operationId)
    const parsed = parse(shape)
    if (described === undefined || parsed === undefined) return null
    try {
      return rebuildRequest(parsed, described, running.contract.schemas, seed)
    } catch (error) {
      if (error instanceof NotRebuilt) return null
      throw error
    }
  }
}

/** Undefined for a shape of a newer gateway. */
function parse(shape: string) {
  try {
    return callShape.safeParse(JSON.parse(shape)).data
  } catch {
    return undefined
  }
}
