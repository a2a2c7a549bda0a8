import type { ContractChange } from '@gatehouse/contracts/contract-diff'
import { diffDescriptions } from './diff-descriptions.ts'
import { inWorker } from './worker-thread.ts'

/** Below this many characters a diff takes a few milliseconds, less than a thread takes to start. */
const small = 300_000

/**
 * `diffDescriptions` for a server: descriptions as JSON text (as they are stored), large ones compared in a worker thread, since two
 * releases of 5 MB hold an event loop for half a second.
 */
export async function runDiff(
  before: string,
  after: string,
  bounds = { timeoutMs: 30_000, memoryMb: 768 },
): Promise<ContractChange[]> {
  if (before === after) return []
  if (before.length + after.length < small) return diffDescriptions(JSON.parse(before), JSON.parse(after))
  const changes: ContractChange[] = []
  const end = await inWorker({ kind: 'diff', before, after }, bounds, (piece) => {
    for (const change of JSON.parse(piece) as ContractChange[]) changes.push(change)
  })
  if (end !== 'done') throw new Error(`the diff was ended: too much ${end}`)
  return changes
}
