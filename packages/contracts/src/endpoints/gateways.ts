import { z } from 'zod'
import { actorView, endpoint, instant } from '../endpoint.ts'
import { snapshotIssue } from '../snapshot.ts'
import { stageRef } from './stages.ts'
import { stageName } from './version-path.ts'

export const gatewayView = z.strictObject({
  id: z.string(),
  name: z.string(),
  stage: stageRef,
  /**
   * `refusing`: connected, but the stage's current snapshot was refused and an older one serves. `stale`: away for so long that it answers
   * 503 by its stage's staleness rule.
   */
  health: z.enum(['connected', 'refusing', 'away', 'stale', 'never-seen']),
  enrolledAt: instant,
  lastSeenAt: instant.nullable(),
  /** When it begins to answer 503 if it hears nothing before; null: its stage lets it serve for ever, or it never was heard. */
  refusesFrom: instant.nullable(),
  address: z.string().nullable(),
  build: z.string().nullable(),
  startedAt: instant.nullable(),
  clockOffsetMs: z.number().nullable(),
  requestsPerSecond: z.number().nullable(),
  rssMb: z.number().nullable(),
  /** Bytes of its usage log that are not stored yet. */
  unsentBytes: z.number().nullable(),
  snapshot: z.strictObject({
    /** What it runs; null before its first. */
    hash: z.string().nullable(),
    current: z.boolean(),
    since: instant.nullable(),
    refused: z.strictObject({ hash: z.string(), at: instant, issues: z.array(snapshotIssue) }).nullable(),
  }),
  /** Changes of the access table that it has not confirmed. */
  accessBehind: z.number().int().nonnegative(),
})
export type GatewayView = z.infer<typeof gatewayView>

const gatewayParams = z.strictObject({ gateway: z.string() })

export const listGateways = endpoint({
  id: 'gateways.list',
  method: 'GET',
  path: '/gateways',
  tag: 'Gateways',
  summary: 'List gateways',
  audience: 'management',
  permission: 'stage.read',
  query: z.strictObject({ stage: stageName.optional() }),
  response: z.strictObject({ items: z.array(gatewayView) }),
})

export const getGateway = endpoint({
  id: 'gateways.get',
  method: 'GET',
  path: '/gateways/{gateway}',
  tag: 'Gateways',
  summary: 'Get a gateway',
  audience: 'management',
  permission: 'stage.read',
  params: gatewayParams,
  response: gatewayView,
})

export const removeGateway = endpoint({
  id: 'gateways.remove',
  method: 'DELETE',
  path: '/gateways/{gateway}',
  tag: 'Gateways',
  summary: 'Remove a gateway',
  description:
    'Its keys are no longer accepted and its stream is cut. What it runs it goes on serving until it is stopped.',
  audience: 'management',
  permission: 'stage.manage',
  params: gatewayParams,
  response: z.strictObject({ removed: z.literal(true) }),
})

export const createEnrolment = endpoint({
  id: 'gateways.enrol',
  method: 'POST',
  path: '/stages/{stage}/enrolments',
  tag: 'Gateways',
  summary: 'Make a one-time token with which a gateway joins a stage',
  audience: 'management',
  permission: 'stage.manage',
  params: z.strictObject({ stage: stageName }),
  body: z.strictObject({ validMinutes: z.number().int().min(5).max(1440).default(60) }),
  response: z.strictObject({
    id: z.string(),
    /** Shown once; only its hash is kept. */
    token: z.string(),
    stage: stageRef,
    expiresAt: instant,
    /** Variables with which a gateway process starts. */
    environment: z.record(z.string(), z.string()),
  }),
  status: 201,
})

export const listEnrolments = endpoint({
  id: 'gateways.enrolments',
  method: 'GET',
  path: '/stages/{stage}/enrolments',
  tag: 'Gateways',
  summary: 'List the unused enrolment tokens of a stage',
  audience: 'management',
  permission: 'stage.manage',
  params: z.strictObject({ stage: stageName }),
  response: z.strictObject({
    items: z.array(z.strictObject({ id: z.string(), createdAt: instant, expiresAt: instant, createdBy: actorView })),
  }),
})
