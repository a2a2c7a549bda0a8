import type { AccessDiff } from '@gatehouse/contracts/access-diff'
import type { ProposedChange } from '@gatehouse/contracts/endpoints/access-engine'
import { accessDiff } from '../access-engine/access-diff.ts'
import type { Context } from '../grammar/context.ts'

/** Who gains and loses by a change, over all APIs: whoever decides it decides by all of it. What a reader may not see is left out for him. */
export function diffOf(ctx: Context, change: ProposedChange | null): Promise<AccessDiff | null> {
  return change === null ? Promise.resolve(null) : accessDiff(ctx, change, { whole: true })
}
