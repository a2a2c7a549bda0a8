import type { TaskItem } from '@gatehouse/contracts/endpoints/promotion-views'
import type { Context } from '../grammar/context.ts'
import type { Reader } from '../grammar/query.ts'

/** What waits for the actor, of one kind; at most `most` items, the oldest first, with their number altogether. */
export type TaskSource = (
  ctx: Context,
  db: Reader,
  most: number,
) => Promise<{ items: readonly TaskItem[]; total: number }>
