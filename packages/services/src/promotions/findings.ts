import { changeItem, deployBlocker } from '@gatehouse/contracts/endpoints/deployment-views'
import { affectedApplication } from '@gatehouse/contracts/endpoints/promotion-views'
import { accessChangeKind } from '@gatehouse/contracts/guardrails'
import { z } from 'zod'
import { boundState } from './bound-state.ts'

/** What is stored of what a promotion would change, as it was judged. */
export const storedFindings = z.object({
  bound: boundState,
  changes: z.array(changeItem),
  /** How many there are, where not all are stored. */
  changeCount: z.number(),
  counts: z.object({ breaking: z.number(), risky: z.number(), safe: z.number(), text: z.string() }),
  /** Sentences of what gets open to more callers than before; any makes it sensitive. */
  wider: z.array(z.string()),
  /** Changes of access that the organization's list names: one of those who approve must be a Security reviewer. */
  review: z
    .object({ kinds: z.array(accessChangeKind), sentences: z.array(z.string()) })
    .nullable()
    .default(null),
  /** What is missing, or what a gateway would refuse. */
  blockers: z.array(deployBlocker),
  impact: z
    .object({
      days: z.number(),
      active: z.number(),
      /** By the change's place in `changes`. */
      applications: z.array(z.array(affectedApplication).nullable()),
    })
    .nullable(),
})
export type StoredFindings = z.output<typeof storedFindings>

/** Reads the column `findings`. */
export function readFindings(column: unknown): StoredFindings {
  return storedFindings.parse(column)
}

/** More changes than this are counted, not stored. */
export const mostChanges = 500

export function isSensitive({ counts, wider }: Pick<StoredFindings, 'counts' | 'wider'>): boolean {
  return counts.breaking > 0 || wider.length > 0
}
