import type { Transaction } from '@gatehouse/db/client'
import type { Scope } from '../grammar/authorize.ts'
import { notFound } from '../grammar/domain-error.ts'
import type { Reader } from '../grammar/query.ts'

export type Db = Transaction | Reader
export type VersionPath = { api: string; version: string }

const apiWith = { team: { select: { id: true, name: true } } } as const

/** The API behind an id or a slug, or null. */
export function findApi(db: Db, api: string) {
  return db.api.findFirst({ where: api.startsWith('api_') ? { id: api } : { slug: api }, include: apiWith })
}

/** The version behind a path of ids or names, with its API and team, or null. */
export function findVersion(db: Db, path: VersionPath) {
  return db.version.findFirst({
    where: {
      api: path.api.startsWith('api_') ? { id: path.api } : { slug: path.api },
      ...(path.version.startsWith('ver_') ? { id: path.version } : { name: path.version }),
    },
    include: { api: { include: apiWith } },
  })
}

export type FoundVersion = NonNullable<Awaited<ReturnType<typeof findVersion>>>

/** For verbs whose scope has found it already: it can have gone only in between. */
export async function requireVersion(db: Db, path: VersionPath): Promise<FoundVersion> {
  const version = await findVersion(db, path)
  if (!version) throw notFound()
  return version
}

/** The stage behind an id or a slug, or null. */
export function findStage(db: Db, stage: string) {
  return db.stage.findFirst({ where: stage.startsWith('stg_') ? { id: stage } : { slug: stage } })
}

export async function requireStage(db: Db, stage: string) {
  const row = await findStage(db, stage)
  if (!row) throw notFound()
  return row
}

/** The stage that is asked for, else the last one that runs the version, else the last of all. */
export async function stageOrLast(db: Db, versionId: string, asked: string | undefined) {
  if (asked !== undefined) return requireStage(db, asked)
  const stages = await db.stage.findMany({ orderBy: { position: 'desc' } })
  const running = await db.deployment.findMany({ where: { versionId, endedAt: null }, select: { stageId: true } })
  const found = stages.find(({ id }) => running.some(({ stageId }) => stageId === id)) ?? stages[0]
  if (!found) throw notFound()
  return found
}

export async function apiScope(db: Db, input: { api: string }): Promise<Scope | null> {
  const api = await db.api.findFirst({
    where: input.api.startsWith('api_') ? { id: input.api } : { slug: input.api },
    select: { id: true, teamId: true },
  })
  return api && { apiId: api.id, teamId: api.teamId }
}

export async function versionPathScope(db: Db, input: VersionPath): Promise<Scope | null> {
  const version = await findVersion(db, input)
  return version && { apiId: version.apiId, teamId: version.api.teamId }
}
