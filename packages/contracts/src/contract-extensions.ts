import { z } from 'zod'
import { revisionBackend, revisionOperation } from './revision.ts'
import { keyLocation, policyUse } from './snapshot.ts'

/**
 * What people add to a contract in Gatehouse, as it stands in an exported OpenAPI document under `x-gatehouse`: once at the root, and at
 * each operation that has settings. An import reads both back. Addresses and secrets stand on stages and are never part of it.
 */
export const extensionKey = 'x-gatehouse'

export const rootExtension = z.strictObject({
  /** 1; another one is not read. */
  format: z.literal(1),
  backends: z.array(revisionBackend).min(1).optional(),
  keyLocations: z.array(keyLocation).optional(),
  policies: z.array(policyUse).optional(),
})
export type RootExtension = z.infer<typeof rootExtension>

/**
 * Settings of one operation; identities stay in the installation that gave them. `anonymous` is written for readers and never read back:
 * no file opens an operation to callers without a credential.
 */
export const operationExtension = revisionOperation.omit({ id: true })
export type OperationExtension = z.infer<typeof operationExtension>

/** What a document carries of it. `operations`: by `operationKey`. */
export const contractExtensions = z.strictObject({
  ...rootExtension.omit({ format: true }).shape,
  operations: z.record(z.string(), operationExtension),
})
export type ContractExtensions = z.infer<typeof contractExtensions>

/** Scheme that an export adds, so that a reader learns how to send a key where the contract itself does not say it. */
export const addedKeyScheme = 'gatehouse-key'
