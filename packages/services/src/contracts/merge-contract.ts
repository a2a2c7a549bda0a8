import { type ApiDescription, operationKey } from '@gatehouse/contracts/api-description'
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
  /** Identity of an operation by its key. */
  identity: (key: string) => RevisionOperation['id']
}): { content: RevisionContent; provenance: Provenance; parked: string[] } {
  const { previous, description } = parts
  const known: Record<string, RevisionOperation> = { ...parts.provenance.parked, ...previous?.operations }
  const operations: Record<string, RevisionOperation> = {}
  const byIdentity = new Map(Object.values(known).map((settings) => [settings.id, settings]))
  for (const operation of description.operations) {
    const key = operationKey(operation)
    const id = parts.identity(key)
    operations[key] = { ...(byIdentity.get(id) ?? known[key]), id }
  }
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
      backends: previous?.backends ?? [{ name: 'default' }],
      operations,
      ...(previous?.keyLocations ? { keyLocations: previous.keyLocations } : {}),
      policies: previous?.policies ?? [],
    },
    provenance: { ...parts.provenance, parts: { ...parts.provenance.parts, '/contract': 'file' }, parked },
    parked: Object.keys(parked),
  }
}

/** Whether a person set anything on the operation. */
export function isCustomised(settings: RevisionOperation): boolean {
  return Object.entries(settings).some(([name, value]) => name !== 'id' && value !== undefined)
}
