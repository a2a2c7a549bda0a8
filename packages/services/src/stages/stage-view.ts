import type { StageRef, StageView } from '@gatehouse/contracts/endpoints/stages'
import { stalenessRule } from '@gatehouse/contracts/snapshot'
import { approvalRule, canaryRule, freezeWindows, gate, recordingRule } from '@gatehouse/contracts/stage-rules'
import type { Db } from '../apis/find-version.ts'
import { isConnected } from '../gateways/connected.ts'
import { frozenAt } from './freeze.ts'

type StageRow = {
  id: string
  slug: string
  name: string
  position: number
  exposure: string
  publicName: string | null
  accepts: string
  gatewayUrl: string
}

export function toStageRef(row: StageRow): StageRef {
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    position: row.position,
    exposure: row.exposure as StageRef['exposure'],
    publicName: row.publicName,
    accepts: row.accepts as StageRef['accepts'],
    gatewayUrl: row.gatewayUrl,
  }
}

/** All stages in order, or only the given one. */
export async function loadStageViews(db: Db, now: Date, stageId?: string): Promise<StageView[]> {
  const rows = await db.stage.findMany({
    where: stageId === undefined ? {} : { id: stageId },
    orderBy: { position: 'asc' },
    include: {
      gateways: { where: { removedAt: null }, select: { lastSeenAt: true, status: true } },
      snapshots: { orderBy: { seq: 'desc' }, take: 1, select: { hash: true, builtAt: true } },
      deployments: { where: { endedAt: null }, select: { versionId: true }, distinct: ['versionId'] },
      _count: {
        select: { promotionsTo: true, promotionsFrom: true, credentials: { where: { revokedAt: null } } },
      },
    },
  })
  return rows.map((row) => {
    const snapshot = row.snapshots[0]
    const confirmed = row.gateways.filter(({ status }) => snapshot && hashOf(status) === snapshot.hash).length
    const total = row.gateways.length
    return {
      ...toStageRef(row),
      gateways: { total, connected: row.gateways.filter((gateway) => isConnected(gateway.lastSeenAt, now)).length },
      deployments: row.deployments.length,
      credentials: row._count.credentials,
      snapshot: snapshot ? { hash: snapshot.hash, builtAt: snapshot.builtAt.toISOString(), confirmed, total } : null,
      staleness: stalenessRule.parse(row.staleness),
      freezeWindows: freezeWindows.parse(row.freezeWindows),
      gate: gate.parse(row.gate),
      approval: approvalRule.parse(row.approval),
      canary: row.canary === null ? null : canaryRule.parse(row.canary),
      recording: recordingRule.parse(row.recording),
      frozen: frozenAt(row.freezeWindows, now),
      deleteBlockedBy: deleteBlockedBy({
        running: row.deployments.length,
        promotions: row._count.promotionsTo + row._count.promotionsFrom,
        gateways: total,
        credentials: row._count.credentials,
      }),
      etag: row.etag,
    }
  })
}

/** Why a stage must stay, in words. */
function deleteBlockedBy(uses: {
  running: number
  promotions: number
  gateways: number
  credentials: number
}): string | null {
  if (uses.running > 0)
    return `${uses.running} ${uses.running === 1 ? 'version runs' : 'versions run'} on it; take ${uses.running === 1 ? 'it' : 'them'} off first.`
  if (uses.gateways > 0) return `${uses.gateways} gateways belong to it; remove them first.`
  if (uses.credentials > 0) return `${uses.credentials} credentials are for it; revoke them first.`
  if (uses.promotions > 0)
    return 'Promotions went to it or from it, and their history is kept. Close it to developers instead.'
  return null
}

function hashOf(status: unknown): string | null {
  return (status as { snapshotHash?: string | null } | null)?.snapshotHash ?? null
}
