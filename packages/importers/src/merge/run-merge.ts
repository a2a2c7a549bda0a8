import type { ApiDescription } from '@gatehouse/contracts/api-description'
import { inWorker } from '../worker-thread.ts'
import { mergeDescriptions } from './merge-descriptions.ts'
import { MergeAssembly, type MergeOutcome, outcomeOf } from './merge-pieces.ts'
import type { MergeChoices } from './merge-record.ts'

/** Below this many characters a merge takes a few milliseconds, less than a thread takes to start. */
const small = 600_000

/** `mergeDescriptions` for a server: large contracts are merged in a worker thread, so that the event loop serves others. */
export async function runMerge(
  base: ApiDescription,
  mine: ApiDescription,
  file: ApiDescription,
  choices: MergeChoices = {},
  bounds = { timeoutMs: 30_000, memoryMb: 768 },
): Promise<MergeOutcome> {
  const texts = { base: JSON.stringify(base), mine: JSON.stringify(mine), file: JSON.stringify(file) }
  if (texts.base.length + texts.mine.length + texts.file.length < small)
    return outcomeOf(mergeDescriptions(base, mine, file, choices))
  const assembly = new MergeAssembly()
  const end = await inWorker({ kind: 'merge', ...texts, choices }, bounds, (piece) => assembly.add(piece))
  if (end !== 'done') throw new Error(`the merge was ended: too much ${end}`)
  if (assembly.outcome === undefined) throw new Error('the merge thread sent no result')
  return assembly.outcome
}
