import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { createEnrolment, hashEnrolmentToken } from '@gatehouse/services/gateways/create-enrolment'
import type { Context } from '@gatehouse/services/grammar/context'
import type { GatewayPlace } from '../env.ts'

/** Puts a token where each gateway that is not enrolled yet will look for it. One that is still good stays. */
export async function seedEnrolmentTokens(ctx: Context, places: readonly GatewayPlace[]): Promise<void> {
  for (const place of places) {
    const stage = await ctx.db.prisma.stage.findUnique({ where: { slug: place.stage }, select: { id: true } })
    if (!stage) continue
    const enrolled = await ctx.db.prisma.gateway.count({
      where: { name: place.name, stageId: stage.id, removedAt: null },
    })
    if (enrolled > 0 || (await isGood(ctx, place.enrolmentTokenFile))) continue
    const { token } = await createEnrolment({ ctx, input: { stage: place.stage, validMinutes: 1_440 } })
    mkdirSync(dirname(place.enrolmentTokenFile), { recursive: true, mode: 0o700 })
    // A gateway may read at any moment: the file is whole or not there.
    const temporary = `${place.enrolmentTokenFile}.${process.pid}`
    writeFileSync(temporary, `${token}\n`, { mode: 0o600 })
    renameSync(temporary, place.enrolmentTokenFile)
  }
}

async function isGood(ctx: Context, file: string): Promise<boolean> {
  let token = ''
  try {
    token = readFileSync(file, 'utf8').trim()
  } catch {
    return false
  }
  const tokenHash = hashEnrolmentToken(token)
  const where = { tokenHash, usedAt: null, expiresAt: { gt: ctx.now() } }
  return (await ctx.db.prisma.gatewayEnrolment.count({ where })) > 0
}
