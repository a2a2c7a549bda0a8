import { listTasks as endpoint } from '@gatehouse/contracts/endpoints/promotions'
import { query } from '../grammar/query.ts'
import { decideAccessTasks, ownAccessTasks } from './access-change-tasks.ts'
import { directoryAlarms, ownerlessTasks, rotationTasks } from './access-tasks.ts'
import { campaignTasks } from './campaign-tasks.ts'
import { deprecationTasks } from './deprecation-tasks.ts'
import { approvalTasks, ownPromotionTasks } from './promotion-tasks.ts'
import { subscriptionTasks } from './subscription-tasks.ts'
import type { TaskSource } from './task-source.ts'

/** Whose turn it is: each kind of task has a file of its own. */
const sources: readonly TaskSource[] = [
  approvalTasks,
  ownPromotionTasks,
  decideAccessTasks,
  ownAccessTasks,
  subscriptionTasks,
  campaignTasks,
  deprecationTasks,
  rotationTasks,
  ownerlessTasks,
  directoryAlarms,
]

const most = 200

/** What waits for the actor: what has a date first, then what waits longest. */
export const listTasks = query({
  name: 'task.list',
  allowed: { anyMember: true },
  input: endpoint.query,
  run: async ({ ctx, db }) => {
    const found = await Promise.all(sources.map((source) => source(ctx, db, most)))
    const items = found
      .flatMap(({ items }) => [...items])
      .sort((a, b) => (a.dueAt ?? '9').localeCompare(b.dueAt ?? '9') || a.since.localeCompare(b.since))
    return { items: items.slice(0, most), total: found.reduce((sum, { total }) => sum + total, 0) }
  },
})
