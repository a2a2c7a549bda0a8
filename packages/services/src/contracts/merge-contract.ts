import { type ApiDescription, operationKey } from '@gatehouse/contracts/api-description'
import type { ContractExtensions } from '@gatehouse/contracts/contract-extensions'
import type { RevisionContent, RevisionOperation } from '@gatehouse/contracts/revision'
import { revisionFormat } from '@gatehouse/contracts/revision'

/** Where each part of a working copy comes from, and settings whose operation the contract lacks at the moment. */
export type Provenance = {
  parts: Record<string, 'file' | 'person'>
  parked: Record<string, RevisionOperation>
  /** The import that the contract comes from; absent: the version's last one. */
  importId?: string
}

export function readProvenance(column: unknown): Provenance {
  const value = (column ?? {}) as Partial<Provenance>
  const { parts = {}, parked = {}, importId } = value
  return { parts, parked, ...(importId === undefined ? {} : { importId }) }
}

/**
 * A new contract under what people set: identities and settings stay with their operation (also when its path parameters have other
 * names now), settings of an operation that is gone are parked and return with it, policies and backends are untouched. Pure.
 */
export function mergeContract(parts: {
  previous: RevisionContent | undefined
  provenance: Provenance
  description: ApiDescription
  /** What the file says beside the contract: for a version, and for operations, about which nobody said anything here. */
  extensions?: ContractExtensions | undefined
  /** Identity of an operation by its key. */
  identity: (key: string) => RevisionOperation['id']
}): { content: RevisionContent; provenance: Provenance; parked: string[] } {
  const { previous, description, extensions } = parts
  const known: Record<string, RevisionOperation> = { ...parts.provenance.parked, ...previous?.operations }
  const operations: Record<string, RevisionOperation> = {}
  const byIdentity = new Map(Object.values(known).map((settings) => [settings.id, settings]))
  for (const operation of description.operations) {
    const key = operationKey(operation)
    const id = parts.identity(key)
    operations[key] = { ...(byIdentity.get(id) ?? known[key] ?? extensions?.operations[key]), id }
  }
  const backends = mergedBackends(previous, extensions, operations)
  const keyLocations = (previous ?? extensions)?.keyLocations
  const placed = new Set(Object.values(operations).map(({ id }) => id))
  const parked = Object.fromEntries(
    Object.entries(known).filter(
      ([key, settings]) => !(key in operations) && !placed.has(settings.id) && isCustomised(settings),
    ),
  )
  return {
    content: {
      format: revisionFormat,
      contract: description,
      backends,
      operations,
      ...(keyLocations ? { keyLocations } : {}),
      policies: (previous ?? extensions)?.policies ?? [],
    },
    provenance: { ...parts.provenance, parts: { ...parts.provenance.parts, '/contract': 'file' }, parked },
    parked: Object.keys(parked),
  }
}

/** The version's own backends, and those of the file that its operations name. */
function mergedBackends(
  previous: RevisionContent | undefined,
  extensions: ContractExtensions | undefined,
  operations: RevisionContent['operations'],
): RevisionContent['backends'] {
  if (previous === undefined) return extensions?.backends ?? [{ name: 'default' }]
  const used = new Set(Object.values(operations).map(({ backend }) => backend))
  const known = new Set(previous.backends.map(({ name }) => name))
  return [
    ...previous.backends,
    ...(extensions?.backends ?? []).filter(({ name }) => used.has(name) && !known.has(name)),
  ]
}

/** Whether a person set anything on the operation. */
export function isCustomised(settings: RevisionOperation): boolean {
  return Object.entries(settings).some(([name, value]) => name !== 'id' && value !== undefined)
}
