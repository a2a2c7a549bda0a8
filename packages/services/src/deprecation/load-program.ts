import type { LinkedVersion } from '@gatehouse/contracts/endpoints/deprecation-views'
import type { LifecycleState } from '@gatehouse/contracts/snapshot'
import type { Db } from '../apis/find-version.ts'
import { type Program, programOf } from './program.ts'

export const linkedSelect = {
  id: true,
  name: true,
  state: true,
  basePath: true,
  apiId: true,
  api: { select: { id: true, slug: true, name: true, teamId: true } },
} as const
export type LinkedRow = {
  id: string
  name: string
  state: string
  basePath: string
  apiId: string
  api: { id: string; slug: string; name: string; teamId: string }
}

export function toLinked(row: LinkedRow): LinkedVersion {
  const { id, slug, name } = row.api
  return { id: row.id, name: row.name, state: row.state as LifecycleState, api: { id, slug, name } }
}

export type LoadedProgram = Program & {
  successor: LinkedRow | null
  /** When owners of active applications were told of it; null: not yet. */
  announcedAt: Date | null
}

/** The program of a version with its successor, or null. */
export async function loadProgram(db: Db, versionId: string): Promise<LoadedProgram | null> {
  const row = await db.deprecation.findUnique({
    where: { versionId },
    include: { successor: { select: linkedSelect } },
  })
  if (!row) return null
  // Announcing is an act: the audit log is where it stands, also when there was nobody to tell.
  const announced = await db.auditLog.findFirst({
    where: { targetId: versionId, action: 'deprecation.announce', at: { gte: row.createdAt } },
    orderBy: { seq: 'asc' },
    select: { at: true },
  })
  return { ...programOf(row), successor: row.successor, announcedAt: announced?.at ?? null }
}

export const extensionInclude = {
  application: { select: { id: true, name: true, team: { select: { id: true, name: true } } } },
} as const

/** Extensions of a version that hold at a time. */
export function heldExtensions(db: Db, versionId: string, now: Date) {
  return db.sunsetExtension.findMany({
    where: { versionId, endedAt: null, until: { gt: now } },
    include: extensionInclude,
    orderBy: { until: 'asc' },
  })
}
