import { planDeprecation } from '@gatehouse/policies/snapshot/deprecation'
import type { Db } from '../apis/find-version.ts'
import { portalPage } from './portal-page.ts'
import type { Program } from './program.ts'

type Linked = { id: string; name: string; basePath: string; api: { slug: string } }

/** The header lines that gateways of the last stage that developers can reach send from the deprecation on; made as they make them. */
export async function answerHeaders(
  db: Db,
  portalUrl: string,
  version: Linked,
  program: Pick<Program, 'deprecatedAt' | 'sunsetAt' | 'guideUrl'>,
  successor: Linked | null,
): Promise<string[]> {
  const running = successor
    ? await db.deployment.findFirst({
        where: { versionId: successor.id, endedAt: null, stage: { exposure: { not: 'hidden' } } },
        orderBy: { stage: { position: 'desc' } },
        select: { stage: { select: { gatewayUrl: true } } },
      })
    : null
  const planned = planDeprecation(
    {
      deprecatedAt: program.deprecatedAt.getTime(),
      ...(program.sunsetAt === null ? {} : { sunsetAt: program.sunsetAt.getTime() }),
      ...(running && successor ? { successor: running.stage.gatewayUrl + successor.basePath } : {}),
      guide: program.guideUrl ?? portalPage(portalUrl, successor ?? version),
      brownOuts: [],
      extensions: [],
    },
    version.id,
    [],
  )
  const lines: string[] = []
  const fields = planned?.fields ?? []
  for (let i = 0; i < fields.length; i += 2) lines.push(`${fields[i]}: ${fields[i + 1]}`)
  return lines
}
