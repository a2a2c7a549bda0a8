import { compileStage } from '@gatehouse/compiler/compile-stage'
import type { SnapshotIssue } from '@gatehouse/contracts/snapshot'
import { Prisma, type Transaction } from '@gatehouse/db/client'
import { loadStageState } from '../deployments/stage-state.ts'
import { changesChannel } from '../grammar/change-set.ts'
import type { Context } from '../grammar/context.ts'
import { type CompiledDeployments, recallCompiled, rememberCompiled, storedParts } from './compiled-deployments.ts'
import { loadSigningKey } from './signing-key.ts'

export type Published =
  /** Another process is at it. */
  | { outcome: 'busy' }
  /** Nothing in it changed: what is current speaks for `seq`, too. */
  | { outcome: 'same'; seq: number; hash: string }
  | { outcome: 'published'; seq: number; hash: string }
  /** The state cannot be compiled: the current snapshot stays. */
  | { outcome: 'blocked'; seq: number; issues: SnapshotIssue[] }

/**
 * Builds, signs and stores a stage's manifest from one snapshot of the database: the manifest speaks for the change log up to the
 * sequence that is visible in the same snapshot. Several processes may do this at once; equal state gives equal bytes.
 */
export async function publishStage(ctx: Context, stageId: string): Promise<Published> {
  try {
    const { published, deployments } = await ctx.db.prisma.$transaction((tx) => publishInside(tx, ctx, stageId), {
      isolationLevel: 'RepeatableRead',
      timeout: 30_000,
    })
    if (deployments) rememberCompiled(ctx.db, stageId, deployments)
    return published
  } catch (error) {
    // Another process published after this snapshot of the database was taken (serialization failure): the next look sees it.
    if (error instanceof Prisma.PrismaClientKnownRequestError && isConflict(error)) return { outcome: 'busy' }
    throw error
  }
}

function isConflict(error: Prisma.PrismaClientKnownRequestError): boolean {
  return error.code === 'P2034' || /"40001"/.test(JSON.stringify(error.meta ?? {}))
}

type Outcome = { published: Published; deployments?: CompiledDeployments }

async function publishInside(tx: Transaction, ctx: Context, stageId: string): Promise<Outcome> {
  const [lock] = await tx.$queryRaw<{ taken: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(hashtextextended('gatehouse publish ' || ${stageId}, 0)) AS taken`
  if (!lock?.taken) return { published: { outcome: 'busy' } }
  const [head] = await tx.$queryRaw<{ seq: bigint }[]>`
    SELECT greatest((SELECT max(seq) FROM change_log), (SELECT max(seq) FROM stage_snapshot WHERE stage_id = ${stageId}), 0) AS seq`
  const seq = head?.seq ?? 0n
  const latest = await tx.stageSnapshot.findFirst({
    where: { stageId },
    orderBy: { seq: 'desc' },
    select: { seq: true, hash: true },
  })
  const known = await recallCompiled(tx, ctx.db, stageId)
  const compiled = compileStage(await loadStageState(tx, stageId, ctx.installation.portalUrl, known))
  if (compiled.issues.length > 0)
    return { published: { outcome: 'blocked', seq: Number(seq), issues: compiled.issues } }
  const hash = compiled.manifestHash
  if (latest?.hash === hash) {
    // The row itself moves on: it is the same manifest, signed already.
    await tx.$executeRaw`UPDATE stage_snapshot SET seq = ${seq} WHERE stage_id = ${stageId} AND seq = ${latest.seq}`
  } else {
    const key = await loadSigningKey(tx, ctx.installation)
    const stored = await storedParts(
      tx,
      compiled.parts.map(({ hash }) => hash),
    )
    for (const part of compiled.parts) {
      if (stored.has(part.hash)) continue
      await tx.$executeRaw`INSERT INTO snapshot_part (hash, content) VALUES (${part.hash}, ${part.text}) ON CONFLICT DO NOTHING`
    }
    await tx.$executeRaw`
      INSERT INTO stage_snapshot (stage_id, seq, hash, manifest, signature)
      VALUES (${stageId}, ${seq}, ${hash}, ${compiled.manifestText}, ${key.sign(compiled.manifestText)})
      ON CONFLICT (stage_id, seq) DO UPDATE SET hash = excluded.hash, manifest = excluded.manifest, signature = excluded.signature, built_at = now()`
  }
  await tx.$executeRaw`SELECT pg_notify(${changesChannel}, ${seq.toString()})`
  const outcome = latest?.hash === hash ? 'same' : 'published'
  return { published: { outcome, seq: Number(seq), hash }, deployments: compiled.deployments }
}

/** Stages whose newest manifest does not speak for all that may change it. */
export async function findDueStages(ctx: Context): Promise<string[]> {
  const { rows } = await ctx.db.pool.query<{ id: string }>(
    `SELECT s.id FROM stage s
     LEFT JOIN LATERAL (SELECT seq FROM stage_snapshot WHERE stage_id = s.id ORDER BY seq DESC LIMIT 1) l ON true
     WHERE l.seq IS NULL OR EXISTS (
       SELECT FROM change_log c WHERE c.seq > l.seq AND c.channel = 'snapshot' AND (c.stage_id IS NULL OR c.stage_id = s.id))
     ORDER BY s.position`,
  )
  return rows.map(({ id }) => id)
}
