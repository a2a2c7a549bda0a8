import type { SnapshotIssue } from '@gatehouse/contracts/snapshot'
import type { AckBatch } from '@gatehouse/contracts/sync'
import type { AccessHandles } from '@gatehouse/policies/access/layout'
import type { ConcernedSubjects } from '@gatehouse/policies/standing-subjects'
import type { GatewayOptions } from '../gateway-options.ts'
import type { DeploymentCounts } from './serving-thread.ts'

export type WorkerStart = {
  options: Pick<
    GatewayOptions,
    | 'host'
    | 'port'
    | 'threads'
    | 'limits'
    | 'usage'
    | 'whenDiskFull'
    | 'allowLoopbackBackends'
    | 'trustedProxies'
    | 'drainMs'
  >
  stats: SharedArrayBuffer
  counters: SharedArrayBuffer
  /** Proofs of possession that were seen (policies/tokens/proof-store.ts). */
  proofs: SharedArrayBuffer
  access: AccessHandles
  log: { folder: string; segmentFrom: number; end: number }
  /** Where parts and validator code lie by hash. */
  configuration: string
  /** Ports on loopback and addresses that can never be backends. */
  ownPorts: number[]
  forbidden: string[]
}

/** A key that a token names and its issuer is not known to have. */
export type UnknownKey = NonNullable<AckBatch['unknownKeys']>[number]

/** Supervisor to thread. `id`: answered by `done` when it holds for the next request. */
export type ToWorker =
  | { type: 'snapshot'; id: number; manifestText: string; salt: string }
  | { type: 'access'; id: number; handles: AccessHandles }
  /** The table changed: streams that hang on whom it concerns may have to end. */
  | { type: 'concerned'; id: number; subjects: ConcernedSubjects }
  | { type: 'secrets'; id: number; items: [id: string, value: string][] }
  | { type: 'stale'; id: number; stale: boolean }
  | { type: 'drain'; id: number }

/** Thread to supervisor. */
export type FromWorker =
  | { type: 'listening'; port: number }
  | { type: 'failed'; message: string }
  | { type: 'done'; id: number; issues: SnapshotIssue[] }
  | { type: 'deployments'; counts: DeploymentCounts[] }
  | { type: 'unknownKeys'; keys: UnknownKey[] }
  | { type: 'log'; message: string; times: number }
