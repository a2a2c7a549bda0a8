import type { subscriptionView } from '@gatehouse/contracts/endpoints/applications'
import type { Transaction } from '@gatehouse/db/client'
import type { z } from 'zod'
import { announcedPrograms } from '../deprecation/announced-programs.ts'
import type { Reader } from '../grammar/query.ts'

type Ends = z.output<typeof subscriptionView>['apis'][number]['ends']
export type EndOf = (applicationId: string, versionId: string) => Ends

type Row = { application: { id: string }; product: { items: readonly { version: { id: string } }[] } }

/** How versions end for the applications that subscribe to them: the announced dates, their own extension, and where to go. */
export async function endsOf(db: Reader | Transaction, rows: readonly Row[]): Promise<EndOf> {
  const versionIds = rows.flatMap(({ product }) => product.items.map(({ version }) => version.id))
  const programs = await announcedPrograms(db, versionIds)
  if (programs.size === 0) return () => null
  const applicationIds = [...new Set(rows.map(({ application }) => application.id))]
  const extensions = await db.sunsetExtension.findMany({
    where: { versionId: { in: [...programs.keys()] }, applicationId: { in: applicationIds }, endedAt: null },
    select: { versionId: true, applicationId: true, until: true },
  })
  const successorIds = [...programs.values()].flatMap(({ successorId }) => successorId ?? [])
  const held = await db.subscription.findMany({
    where: {
      applicationId: { in: applicationIds },
      state: 'active',
      product: { items: { some: { versionId: { in: successorIds } } } },
    },
    select: { applicationId: true, product: { select: { items: { select: { versionId: true } } } } },
  })
  const has = new Set(
    held.flatMap(({ applicationId, product }) => product.items.map(({ versionId }) => `${applicationId} ${versionId}`)),
  )
  return (applicationId, versionId) => {
    const program = programs.get(versionId)
    if (!program) return null
    const { successor } = program
    const extension = extensions.find((one) => one.versionId === versionId && one.applicationId === applicationId)
    return {
      deprecatedAt: program.deprecatedAt.toISOString(),
      sunsetAt: program.sunsetAt?.toISOString() ?? null,
      extendedUntil: extension?.until.toISOString() ?? null,
      guideUrl: program.guideUrl,
      successor: successor && {
        apiSlug: successor.api.slug,
        apiName: successor.api.name,
        versionName: successor.name,
        has: has.has(`${applicationId} ${successor.id}`),
      },
    }
  }
}
