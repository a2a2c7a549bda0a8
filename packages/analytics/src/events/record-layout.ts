import { httpMethods } from '@gatehouse/contracts/api-description'
import { idPrefixes } from '@gatehouse/contracts/ids'
import { billableReasons, maxShapeBytes, phases } from '@gatehouse/contracts/usage-event'

/**
 * Layout of a usage record's payload, version 1. Little-endian; `n` = unsigned LEB128 up to 2^53, `s` = n bytes + UTF-8.
 *
 * u8 version · u32 presence · 16 B requestId · f64 at · u8 method · u8 statusSource|actor<<4 · u8 billableReason ·
 * n status · n bytesIn · n bytesOut · f64 units · n us.total · n us.gateway · the present optional fields in the order of
 * `presence` · s host · s path · n steps {u8 phase · u8 outcome · n us · n facts {s name · u8 type · value}} ·
 * n errors {u8 in|0x80 for the response's · s pointer · s rule · s expected · s got ("" absent)}
 *
 * Lists may only grow at their end, and so may `presence`: the numbers are on disks and in flight. `features` is n bytes + the bytes.
 */
export const recordVersion = 1

export const presence = {
  interim: 1 << 0,
  billable: 1 << 1,
  apiId: 1 << 2,
  versionId: 1 << 3,
  operationId: 1 << 4,
  deploymentId: 1 << 5,
  credentialId: 1 << 6,
  applicationId: 1 << 7,
  teamId: 1 << 8,
  subscriptionId: 1 << 9,
  planVersionId: 1 << 10,
  unknownKey: 1 << 11,
  code: 1 << 12,
  connect: 1 << 13,
  firstByte: 1 << 14,
  body: 1 << 15,
  userAgent: 1 << 16,
  clientAddress: 1 << 17,
  rate: 1 << 18,
  quota: 1 << 19,
  features: 1 << 20,
  shape: 1 << 21,
  rule: 1 << 22,
} as const

export const idFields = [
  ['apiId', idPrefixes.api],
  ['versionId', idPrefixes.version],
  ['operationId', idPrefixes.operation],
  ['deploymentId', idPrefixes.deployment],
  ['credentialId', idPrefixes.credential],
  ['applicationId', idPrefixes.application],
  ['teamId', idPrefixes.team],
  ['subscriptionId', idPrefixes.subscription],
  ['planVersionId', idPrefixes.planVersion],
] as const

export const methods = [...httpMethods, 'OTHER'] as const
export const statusSources = ['gateway', 'backend', 'client'] as const
export const actors = ['client', 'tryit', 'monitor'] as const
export const outcomes = ['passed', 'refused', 'changed', 'skipped', 'failed'] as const
export const findingPlaces = ['path', 'query', 'header', 'cookie', 'body'] as const
/** Set in a finding's place when it is about the response. */
export const ofResponse = 0x80
export const factTypes = { text: 0, number: 1, yes: 2, no: 3 } as const

/** Name → number of a closed list. */
function numbersOf<T extends string>(names: readonly T[]): Record<T, number> {
  return Object.fromEntries(names.map((name, index) => [name, index])) as Record<T, number>
}
export const methodNumbers = numbersOf(methods)
export const statusSourceNumbers = numbersOf(statusSources)
export const actorNumbers = numbersOf(actors)
export const outcomeNumbers = numbersOf(outcomes)
export const phaseNumbers = numbersOf(phases)
export const billableReasonNumbers = numbersOf(billableReasons)
export const findingPlaceNumbers = numbersOf(findingPlaces)

/** Longest UTF-8 bytes per text, so that no record outgrows its frame whatever a client sends. */
export const textBytes = {
  host: 255,
  path: 512,
  userAgent: 160,
  clientAddress: 64,
  code: 64,
  factName: 40,
  fact: 120,
  pointer: 256,
  rule: 64,
  expected: 256,
  got: 128,
  keyPrefix: 24,
  shape: maxShapeBytes,
  ruling: 130,
} as const
export const maxSteps = 32
export const maxFacts = 8
export const maxErrors = 20
