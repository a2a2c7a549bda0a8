import type { Db } from '../apis/find-version.ts'
import { type LinkedRow, linkedSelect } from './load-program.ts'
import { type Program, programOf } from './program.ts'

export type AnnouncedProgram = Program & { successor: LinkedRow | null }

/** Programs that those outside may know of: announced, or of versions that are Deprecated already. A plan that nobody was told of stays inside. */
export async function announcedPrograms(
  db: Db,
  versionIds: readonly string[],
): Promise<ReadonlyMap<string, AnnouncedProgram>> {
  if (versionIds.length === 0) return new Map()
  const rows = await db.deprecation.findMany({
    where: { versionId: { in: [...new Set(versionIds)] } },
    include: { successor: { select: linkedSelect }, version: { select: { state: true } } },
  })
  const planned = rows.filter(({ version }) => version.state === 'published').map(({ versionId }) => versionId)
  const announced =
    planned.length === 0
      ? []
      : await db.auditLog.findMany({
          where: { targetId: { in: planned }, action: 'deprecation.announce' },
          select: { targetId: true, at: true },
        })
  return new Map(
    rows.flatMap((row) => {
      const known =
        row.version.state !== 'published' ||
        announced.some(({ targetId, at }) => targetId === row.versionId && at >= row.createdAt)
      return known ? [[row.versionId, { ...programOf(row), successor: row.successor }] as const] : []
    }),
  )
}
