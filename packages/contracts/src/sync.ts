import { z } from 'zod'
import { accessDelete, accessUpsert } from './access.ts'
import { idOf } from './ids.ts'
import { snapshotIssue } from './snapshot.ts'

/**
 * Gateway stream: `GET /sync/v1/stream`, NDJSON, one frame a line, gzip by Accept-Encoding.
 * Authorization: Bearer JWT (EdDSA, signed by the gateway's Ed25519 key; iss = sub = gateway id, aud = control URL, exp ≤ 60 s ahead, jti).
 * Query: `snapshot` (last known manifest hash), `access` (last applied access seq), `epoch` (last known).
 * Headers: `gatehouse-gateway-version`, `gatehouse-protocol` (highest shared wins), `gatehouse-capabilities` (comma-separated).
 */

export const syncProtocol = 1
export const syncPaths = {
  enrol: '/sync/v1/enrol',
  stream: '/sync/v1/stream',
  acks: '/sync/v1/acks',
  parts: '/sync/v1/parts',
  access: '/sync/v1/access',
  usage: '/usage/v1/batches',
} as const

const seq = z.number().int().nonnegative()
const instant = z.number().int().nonnegative()

export const frame = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('hello'),
    protocol: z.number().int(),
    gatewayId: idOf('gateway'),
    stageId: idOf('stage'),
    /** New after a database restore: everything known is then stale. */
    epoch: z.string(),
    time: instant,
  }),
  z.strictObject({
    type: z.literal('snapshot'),
    /** Change-log sequence up to which this manifest speaks. */
    seq,
    /** SHA-256 of `manifest`'s bytes, hex. */
    hash: z.string(),
    /** Ed25519 over `manifest`'s bytes, base64. */
    signature: z.string(),
    /** Canonical JSON text of the manifest. Parts are fetched once by hash: GET /sync/v1/parts/{hash}. */
    manifest: z.string(),
  }),
  /** Nothing in the snapshot changed up to `seq`: what a gateway runs already speaks for it. */
  z.strictObject({ type: z.literal('snapshot.same'), seq, hash: z.string() }),
  /** Load all pages from `url` (`{rows, next}`), dropping what is not in them; increments after `seq` follow on the stream meanwhile. */
  z.strictObject({ type: z.literal('access.reset'), seq, url: z.string() }),
  z.strictObject({ type: z.literal('access'), seq, upserts: z.array(accessUpsert), deletes: z.array(accessDelete) }),
  /** `sealed` as `sealSecret` of auth/credentials/sealed gives it for this gateway's X25519 key; id and version are bound in. */
  z.strictObject({
    type: z.literal('secrets'),
    items: z.array(z.strictObject({ id: idOf('secret'), version: z.number().int().positive(), sealed: z.string() })),
  }),
  z.strictObject({
    type: z.literal('counts'),
    /** Connected gateways of the stage, this one included: the local share of a rate limit is limit ÷ gateways. */
    gateways: z.number().int().positive(),
    /** Stored quota use by the other gateways' logs: subscription id → window start (ms) → units. */
    others: z.array(
      z.strictObject({ subscriptionId: idOf('subscription'), windowStart: instant, used: z.number().nonnegative() }),
    ),
    /** Own log heads as stored, so that own counts and stored counts never overlap. */
    heads: z.array(z.strictObject({ logId: z.uuid(), head: z.number().int().nonnegative() })),
  }),
  /** XOR as access.ts says, over the rows at `seq`, as a decimal string. */
  z.strictObject({ type: z.literal('checksum'), seq, value: z.string() }),
  z.strictObject({ type: z.literal('ping'), time: instant, headSeq: seq }),
])
export type Frame = z.infer<typeof frame>

export const accessPage = z.strictObject({ rows: z.array(accessUpsert), next: z.string().nullable() })

/** One-time token → the control plane pins the public keys. */
export const enrolRequest = z.strictObject({
  token: z.string(),
  name: z.string().min(1).max(63),
  /** Raw public keys, base64url. */
  signingKey: z.string(),
  sealingKey: z.string(),
})
export const enrolResponse = z.strictObject({
  gatewayId: idOf('gateway'),
  stageId: idOf('stage'),
  /** Raw Ed25519 public key that signs snapshots, base64url; pinned by the gateway. */
  snapshotKey: z.string(),
})

export const ack = z.strictObject({
  at: instant,
  snapshot: z
    .strictObject({
      seq,
      hash: z.string(),
      outcome: z.enum(['applied', 'refused']),
      issues: z.array(snapshotIssue).max(20),
    })
    .optional(),
  accessSeq: seq.optional(),
})
export const ackBatch = z.strictObject({
  acks: z.array(ack).max(500),
  status: z.strictObject({
    build: z.string(),
    startedAt: instant,
    /** Gateway clock minus control-plane clock, from the last ping, ms. */
    clockOffsetMs: z.number(),
    snapshotHash: z.string().nullable(),
    accessSeq: seq,
    requestsPerSecond: z.number().nonnegative(),
    rssMb: z.number().nonnegative(),
    /** Bytes of the usage log that are not stored yet. */
    unsentBytes: z.number().nonnegative(),
  }),
  /** Keys that tokens named and their issuers are not known to have: the control plane asks the provider at once, within bounds. */
  unknownKeys: z
    .array(z.strictObject({ issuerId: z.string().max(100), kid: z.string().max(200) }))
    .max(20)
    .optional(),
  /**
   * What each deployment has served since this gateway's process started (`status.startedAt`): canaries are judged by it. Only of those
   * that changed since a batch was answered. Totals never shrink, so a batch that comes twice, or late, says nothing wrong.
   */
  deployments: z.array(
    z.strictObject({
      id: idOf('deployment'),
      /** Calls that were let through. */
      requests: z.number().int().nonnegative(),
      /** Of those, answered 5xx by the backend or because of it, or broken off. */
      errors: z.number().int().nonnegative(),
      latencyUsSum: z.number().nonnegative(),
      latencyUsMax: z.number().nonnegative(),
    }),
  ),
})
export type AckBatch = z.infer<typeof ackBatch>
