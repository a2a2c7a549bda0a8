import { createHash } from 'node:crypto'
import type { DecideDeps, RuntimeBackend, Snapshot } from '@gatehouse/policies/decide-types'
import type { BackendPool, BackendPools } from '../upstream/backend-pool.ts'
import { type PreparedBackend, prepareBackend } from '../upstream/request-head.ts'

export type ReadyBackend = { prepared: PreparedBackend; pool: BackendPool }

/**
 * All that a request is decided and forwarded by: one object, swapped as one. A request keeps the one that it began with.
 */
export type ServingState = {
  snapshot: Snapshot
  deps: DecideDeps
  /** Value of Via for each message of this stage's gateways. */
  via: string
  /** Some operation can be a tool: the MCP endpoint exists. */
  offersTools: boolean
  backend(runtime: RuntimeBackend): ReadyBackend | { missing: string }
}

/** The name by which this stage's gateways know themselves in `Via`; says nothing about hosts (RFC 9110 §7.6.3). */
export function viaPseudonym(stageId: string): string {
  return `gatehouse-${createHash('sha256').update(stageId).digest('hex').slice(0, 12)}`
}

export function servingState(
  deps: DecideDeps,
  pools: BackendPools,
  secrets: ReadonlyMap<string, string>,
): ServingState {
  const offersTools = deps.snapshot.operations.some(({ definition }) => definition.tool !== undefined)
  const ready = new Map<RuntimeBackend, ReadyBackend>()
  return {
    snapshot: deps.snapshot,
    deps,
    offersTools,
    via: `1.1 ${viaPseudonym(deps.snapshot.stageId)}`,
    backend: (runtime) => {
      const known = ready.get(runtime)
      if (known !== undefined) return known
      const prepared = prepareBackend(runtime, (id) => secrets.get(id))
      if ('missing' in prepared) return prepared
      const made = { prepared, pool: pools.of(runtime.url) }
      ready.set(runtime, made)
      return made
    },
  }
}
