import type { PromotionState } from '@gatehouse/contracts/endpoints/promotion-views'
import { revisionOrigin } from '@gatehouse/contracts/revision-origin'
import { canaryRule, gateCheck } from '@gatehouse/contracts/stage-rules'
import type { Prisma } from '@gatehouse/db/client'
import { z } from 'zod'
import type { Db } from '../apis/find-version.ts'
import type { Scope } from '../grammar/authorize.ts'
import { notFound } from '../grammar/domain-error.ts'
import { boundHashOf } from './bound-state.ts'
import { readFindings } from './findings.ts'

export const promotionInclude = {
  version: { include: { api: { include: { team: { select: { id: true, name: true } } } } } },
  stage: true,
  fromStage: true,
  revision: { select: { id: true, number: true, hash: true } },
  checks: { orderBy: { position: 'asc' } },
  decisions: { orderBy: [{ at: 'asc' }, { id: 'asc' }] },
} satisfies Prisma.PromotionInclude

const overrideColumn = z.object({
  reason: z.string(),
  expiresAt: z.string(),
  actor: z.object({ kind: z.string(), id: z.string() }),
  at: z.string(),
})
export type StoredOverride = z.output<typeof overrideColumn>

/** A promotion with what it hangs on, its columns read. Null: there is none. */
export async function findPromotion(db: Db, id: string) {
  const row = await db.promotion.findUnique({ where: { id }, include: promotionInclude })
  if (!row) return null
  return {
    ...row,
    state: row.state as PromotionState,
    origin: revisionOrigin.parse(row.origin),
    findings: readFindings(row.findings),
    canary: canaryRule.nullable().parse(row.canary),
    emergency: z.object({ reason: z.string() }).nullable().parse(row.emergency),
    checks: row.checks.map((check) => ({
      ...check,
      options: gateCheck.parse(check.options),
      override: overrideColumn.nullable().parse(check.override),
    })),
  }
}
export type LoadedPromotion = NonNullable<Awaited<ReturnType<typeof findPromotion>>>

export async function requirePromotion(db: Db, id: string): Promise<LoadedPromotion> {
  const found = await findPromotion(db, id)
  if (!found) throw notFound()
  return found
}

/** For verbs: whose API it is. */
export async function promotionScope(db: Db, input: { promotion: string }): Promise<Scope | null> {
  const row = await db.promotion.findUnique({
    where: { id: input.promotion },
    select: { version: { select: { apiId: true, api: { select: { teamId: true } } } } },
  })
  return row && { apiId: row.version.apiId, teamId: row.version.api.teamId }
}

/** The hash that this promotion has with the overrides that its checks have. */
export function hashWith({ findings }: LoadedPromotion, checks: LoadedPromotion['checks']): string {
  return boundHashOf(
    findings.bound,
    checks.flatMap(({ check, override }) =>
      override ? [{ check, reason: override.reason, expiresAt: override.expiresAt }] : [],
    ),
  )
}

/** Persons whose approval holds for just this. */
export function approvalsOf({ decisions, boundHash, origin }: LoadedPromotion): Set<string> {
  return new Set(
    decisions
      .filter((one) => one.decision === 'approved' && one.boundHash === boundHash && one.personId !== origin.id)
      .map(({ personId }) => personId),
  )
}

/** Whether a Security reviewer is among those whose approval holds, where one must be. */
export function isReviewed({ decisions, boundHash, origin, findings }: LoadedPromotion): boolean {
  if (findings.review === null) return true
  return decisions.some(
    (one) => one.reviewer && one.decision === 'approved' && one.boundHash === boundHash && one.personId !== origin.id,
  )
}

/** `Orders v2` */
export function versionTitle({ version }: Pick<LoadedPromotion, 'version'>): string {
  return `${version.api.name} ${version.name}`
}
