import { type ApiDescription, operationKey } from '@gatehouse/contracts/api-description'
import type { RevisionContent, RevisionOperation } from '@gatehouse/contracts/revision'
import { revisionFormat } from '@gatehouse/contracts/revision'

/** Where each part of a working copy comes from, and settings whose operation the contract lacks at the moment. */
export type Provenance = {
  parts: Record<string, 'file' | 'person'>
  parked: Record<string, RevisionOperation>
}

export function readProvenance(column: unknown): Provenance {
  const value = (column ?? {}) as Partial<Provenance>
  return { parts: value.parts ?? {}, parked: value.parked ?? {} }
}

/**
 * A new contract under what people set: identities and settings stay with their operation, settings of an operation that is
 * gone are parked and return with it, policies and backends are untouched. Pure.
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
  for (const operation of description.operations) {
    const key = operationKey(operation)
    operations[key] = { ...known[key], id: parts.identity(key) }
  }
  const parked = Object.fromEntries(
    Object.entries(known).filter(([key, settings]) => !(key in operations) && isCustomised(settings)),
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
    provenance: { parts: { ...parts.provenance.parts, '/contract': 'file' }, parked },
    parked: Object.keys(parked),
  }
}

/** Whether a person set anything on the operation. */
export function isCustomised(settings: RevisionOperation): boolean {
  return Object.entries(settings).some(([name, value]) => name !== 'id' && value !== undefined)
}
