import type { Id } from '@gatehouse/contracts/ids'
import type { SnapshotDeprecation } from '@gatehouse/contracts/snapshot'
import { z } from 'zod'
import type { Db } from '../apis/find-version.ts'

const instant = z.union([z.number().int(), z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))])
/** As a program stores them; with `stages`, ids of those on which one holds. */
const storedBrownOuts = z.array(
  z
    .object({ from: instant, to: instant, stages: z.array(z.string()).optional() })
    .transform(({ stages, ...times }) => ({
      stages,
      times,
    })),
)

/**
 * How versions end, as a stage's gateways need it: by version, only of those that have a program. The successor's address is named where
 * the successor runs on the stage.
 */
export async function loadVersionEnds(
  db: Db,
  stage: { id: string; gatewayUrl: string },
  versionIds: readonly string[],
  portalUrl: string,
): Promise<ReadonlyMap<string, SnapshotDeprecation>> {
  if (versionIds.length === 0) return new Map()
  const programs = await db.deprecation.findMany({
    where: { versionId: { in: [...versionIds] } },
    include: {
      version: { select: pageNames },
      successor: { select: { ...pageNames, id: true, basePath: true } },
      extensions: { where: { endedAt: null }, select: { applicationId: true, until: true } },
    },
  })
  const successors = programs.flatMap(({ successorId }) => successorId ?? [])
  const running =
    successors.length === 0
      ? []
      : await db.deployment.findMany({
          where: { stageId: stage.id, endedAt: null, versionId: { in: successors } },
          select: { versionId: true },
        })
  const runs = new Set(running.map(({ versionId }) => versionId))
  return new Map(
    programs.map((row): [string, SnapshotDeprecation] => {
      const { successor } = row
      const page = successor ?? row.version
      return [
        row.versionId,
        {
          deprecatedAt: row.deprecatedAt.getTime(),
          ...(row.sunsetAt === null ? {} : { sunsetAt: row.sunsetAt.getTime() }),
          ...(successor === null || !runs.has(successor.id)
            ? {}
            : { successor: stage.gatewayUrl + successor.basePath }),
          guide:
            row.guideUrl ?? `${portalUrl}/apis/${encodeURIComponent(page.api.slug)}/${encodeURIComponent(page.name)}`,
          brownOuts: storedBrownOuts
            .parse(row.brownOuts)
            .flatMap(({ stages, times }) => (stages === undefined || stages.includes(stage.id) ? [times] : [])),
          extensions: row.extensions.map(({ applicationId, until }) => ({
            applicationId: applicationId as Id<'application'>,
            until: until.getTime(),
          })),
        },
      ]
    }),
  )
}

const pageNames = { name: true, api: { select: { slug: true } } } as const
