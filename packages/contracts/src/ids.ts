import { z } from 'zod'

/**
 * Prefixed, sortable ids: `api_` + 32 lower-case hex digits of a UUIDv7 (RFC 9562 §5.7). The prefix names the kind, so that a
 * pasted id says what it is; the time in front keeps indexes append-mostly.
 */
export const idPrefixes = {
  organization: 'org',
  person: 'per',
  team: 'team',
  role: 'role',
  roleAssignment: 'ra',
  session: 'ses',
  erasure: 'era',
  invitation: 'inv',
  api: 'api',
  version: 'ver',
  operation: 'op',
  backend: 'be',
  revision: 'rev',
  importReport: 'imp',
  lintWaiver: 'lw',
  stage: 'stg',
  stageValues: 'sv',
  secret: 'sec',
  deployment: 'dep',
  promotion: 'prm',
  promotionCheck: 'pch',
  promotionDecision: 'pdc',
  promotionComment: 'pcm',
  promotionNotice: 'pnt',
  sunsetExtension: 'ext',
  deprecationNotice: 'ntc',
  subscriberMove: 'mov',
  webhook: 'wh',
  webhookDelivery: 'whd',
  auditSink: 'aus',
  pause: 'pau',
  guardrail: 'grd',
  accessChange: 'acg',
  accessChangeComment: 'acc',
  policyReview: 'prv',
  campaign: 'cmp',
  campaignItem: 'cmi',
  portal: 'por',
  product: 'prd',
  productItem: 'pit',
  plan: 'pln',
  planVersion: 'plv',
  application: 'app',
  subscription: 'sub',
  segment: 'seg',
  credential: 'crd',
  endUser: 'eu',
  serviceAccount: 'sa',
  managementKey: 'mk',
  identityProvider: 'idp',
  passkey: 'pk',
  directoryPerson: 'dp',
  directoryGroup: 'dg',
  directoryMessage: 'dm',
  groupMapping: 'gm',
  scimToken: 'scm',
  rotationTask: 'rot',
  apiTokenRule: 'atr',
  endUserGroup: 'eug',
  endUserToken: 'eut',
  jobIdentityRule: 'jir',
  keyImport: 'kim',
  gateway: 'gw',
  enrolment: 'enr',
  request: 'req',
} as const

export type IdKind = keyof typeof idPrefixes
export type Id<K extends IdKind> = string & { readonly __id: K }

const suffix = /^[0-9a-f]{32}$/

/** Schema of one kind of id; its output is branded. Ids are minted only by `newId` and by this gate. */
export function idOf<K extends IdKind>(kind: K) {
  const prefix = `${idPrefixes[kind]}_`
  return z
    .string()
    .refine((value): value is Id<K> => value.startsWith(prefix) && suffix.test(value.slice(prefix.length)), {
      error: `must be an id that begins with ${prefix}`,
    })
    .meta({ pattern: `^${prefix}[0-9a-f]{32}$` })
}

/** A fresh id. `now` in milliseconds since 1970; `random` fills the given bytes (defaults: the platform's). */
export function newId<K extends IdKind>(
  kind: K,
  now: number = Date.now(),
  random: (bytes: Uint8Array) => Uint8Array = (bytes) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>),
): Id<K> {
  const bytes = random(new Uint8Array(16))
  let time = Math.floor(now)
  for (let i = 5; i >= 0; i -= 1) {
    bytes[i] = time % 256
    time = Math.floor(time / 256)
  }
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  let hex = ''
  for (const byte of bytes) hex += byte.toString(16).padStart(2, '0')
  return `${idPrefixes[kind]}_${hex}` as Id<K>
}

/** Milliseconds since 1970 at which an id was made; request ids need no index on time because of it. */
export function idTime(id: string): number {
  return Number.parseInt(id.slice(id.lastIndexOf('_') + 1).slice(0, 12), 16)
}
