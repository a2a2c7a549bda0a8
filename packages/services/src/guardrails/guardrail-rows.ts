import {
  type GuardrailPolicy,
  type GuardrailScope,
  guardrailPolicy,
  guardrailScope,
} from '@gatehouse/contracts/guardrails'
import type { JsonObject } from '@gatehouse/contracts/json'
import type { Prisma, Transaction } from '@gatehouse/db/client'
import { policyDefinitions } from '@gatehouse/policies/definitions'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import type { Reader } from '../grammar/query.ts'
import { parseInput } from '../grammar/verb.ts'

export type GuardrailRow = Prisma.GuardrailGetPayload<{ include: { stage: { select: { slug: true; name: true } } } }>

export const guardrailInclude = { stage: { select: { slug: true, name: true } } } as const
export const guardrailOrder = [{ position: 'asc' }, { id: 'asc' }] as const

/** Most guardrails of an installation: all of them are in each manifest. */
export const mostGuardrails = 200

export async function requireGuardrail(db: Reader | Transaction, id: string): Promise<GuardrailRow> {
  const row = await db.guardrail.findUnique({ where: { id }, include: guardrailInclude })
  if (!row) throw notFound()
  return row
}

/** A guardrail as it is written, compared and shown: the row without what counts and dates it. */
export type GuardrailContent = {
  name: string
  policy: GuardrailPolicy
  options: JsonObject
  scope: GuardrailScope
  enabled: boolean
  reason: string
}

export function contentOf(row: GuardrailRow): GuardrailContent {
  return {
    name: row.name,
    policy: guardrailPolicy.parse(row.policy),
    options: row.options as JsonObject,
    scope: scopeOf(row),
    enabled: row.enabled,
    reason: row.reason,
  }
}

/** The stage is named by its slug, as people and files do. */
export function scopeOf(row: GuardrailRow): GuardrailScope {
  return guardrailScope.parse({
    ...(row.stage === null ? {} : { stage: row.stage.slug }),
    ...(row.audience === null ? {} : { audience: row.audience }),
    ...(row.tag === null ? {} : { tag: row.tag }),
  })
}

/** The columns of a scope. A stage is found by slug or id. */
export async function scopeColumns(
  tx: Transaction,
  scope: GuardrailScope,
): Promise<{ stageId: string | null; audience: string | null; tag: string | null }> {
  const { stage, audience = null, tag = null } = scope
  if (stage === undefined) return { stageId: null, audience, tag }
  const row = await tx.stage.findFirst({ where: { OR: [{ slug: stage }, { id: stage }] }, select: { id: true } })
  if (row) return { stageId: row.id, audience, tag }
  throw new DomainError('invalid_input', undefined, {
    errors: [{ in: 'body', pointer: '/scope/stage', rule: 'exists', expected: 'the slug of a stage' }],
  })
}

/**
 * Options as the policy takes them; findings name their place below `/options`.
 * @throws DomainError `invalid_input`
 */
export function checkedOptions(policy: GuardrailPolicy, options: JsonObject): JsonObject {
  const definition = policyDefinitions[policy]
  if (!definition) throw new Error(`there is no policy ${policy}`)
  try {
    return JSON.parse(JSON.stringify(parseInput(definition.options, options))) as JsonObject
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    throw new DomainError('invalid_input', undefined, {
      errors: (error.errors ?? []).map((one) => ({ ...one, pointer: `/options${one.pointer}` })),
    })
  }
}

/** What the audit log keeps of a guardrail: settings, no names of people, no free text. */
export function auditOfGuardrail({ policy, options, scope, enabled }: GuardrailContent) {
  return { policy, options, scope: JSON.parse(JSON.stringify(scope)) as JsonObject, enabled }
}
