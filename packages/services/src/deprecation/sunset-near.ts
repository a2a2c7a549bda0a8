import type { Db } from '../apis/find-version.ts'
import type { Context } from '../grammar/context.ts'
import { programSentence } from './program-text.ts'
import { activeCallers } from './recipients.ts'

const nearMs = 30 * 86_400_000

/** `Sunset in 12 days: 3 applications still call.`, from 30 days before on while anybody does; else null. */
export async function sunsetNear(db: Db, ctx: Context, versionId: string): Promise<string | null> {
  const row = await db.deprecation.findUnique({
    where: { versionId },
    select: {
      deprecatedAt: true,
      sunsetAt: true,
      extensions: { where: { endedAt: null, until: { gt: ctx.now() } }, select: { applicationId: true } },
    },
  })
  const now = ctx.now()
  if (!row?.sunsetAt || row.sunsetAt <= now || row.sunsetAt.getTime() - now.getTime() > nearMs) return null
  const held = new Set(row.extensions.map(({ applicationId }) => applicationId))
  const callers = (await activeCallers(ctx, versionId)).filter(({ applicationId }) => !held.has(applicationId))
  return callers.length === 0 ? null : programSentence({ ...row, brownOuts: [] }, 'deprecated', callers.length, now)
}
