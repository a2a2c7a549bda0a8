import type { Product } from '../access/terms.ts'
import type { RuntimeDeployment, RuntimeOperation, Snapshot } from '../decide-types.ts'
import { includes } from '../routing/product-operations.ts'
import type { PlannedVersion } from '../snapshot/runtime.ts'
import { shareOf } from '../steps/pick-revision.ts'

/** Whether a product has operations in it, of one snapshot. */
export function productIncludes(product: Product, snapshot: Snapshot): (operation: RuntimeOperation) => boolean {
  return (operation) => includes(product, operation, snapshot)
}

/** Which of a version's revisions serves an application; beside a canary one who is not known gets the one that runs. */
export function revisionFor(planned: PlannedVersion, applicationId: string | null): RuntimeDeployment {
  const [current, canary] = planned.deployments
  if (canary === undefined || applicationId === null) return current.deployment
  const share = shareOf(`${applicationId} ${planned.version.id}`)
  return share < canary.deployment.weight * 100 ? canary.deployment : current.deployment
}
