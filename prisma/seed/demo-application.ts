import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Id } from '@gatehouse/contracts/ids'
import { createMyApplication } from '@gatehouse/services/applications/my-applications'
import { createMyCredential } from '@gatehouse/services/credentials/create-credential'
import type { Context } from '@gatehouse/services/grammar/context'
import { requestMyAccess } from '@gatehouse/services/subscriptions/request-my-access'

/**
 * The demo developer's application with access to an API and a key for the first stage that is open to developers. The key is in
 * `keyFile` (mode 0600) and nowhere else.
 */
export async function seedDemoApplication(
  ctx: Context,
  wanted: { name: string; apiSlug: string; plan: string; keyFile: string },
): Promise<void> {
  const { prisma } = ctx.db
  const teamIds = ctx.actor.kind === 'developer' ? [...ctx.actor.teams.keys()] : []
  const known = await prisma.application.findFirst({
    where: { name: wanted.name, teamId: { in: teamIds } },
    select: {
      id: true,
      credentials: { select: { id: true }, take: 1 },
      subscriptions: { select: { id: true }, take: 1 },
    },
  })
  const description = 'The demonstration’s own caller.'
  const id = known?.id ?? (await createMyApplication({ ctx, input: { name: wanted.name, description } })).id
  const applicationId = id as Id<'application'>
  if (!known || known.subscriptions.length === 0) {
    const plan = await prisma.plan.findFirstOrThrow({
      where: { name: wanted.plan, product: { items: { some: { version: { api: { slug: wanted.apiSlug } } } } } },
      select: { id: true },
    })
    await requestMyAccess({ ctx, input: { applicationId, planId: plan.id as Id<'plan'> } })
  }
  const stage = await prisma.stage.findFirst({
    where: { exposure: 'sandbox' },
    orderBy: { position: 'asc' },
    select: { id: true },
  })
  if (!stage || (known && known.credentials.length > 0 && existsSync(wanted.keyFile))) return
  if (known && known.credentials.length > 0) return
  const { key } = await createMyCredential({
    ctx,
    input: { applicationId, stageId: stage.id as Id<'stage'>, name: 'Sandbox' },
  })
  mkdirSync(dirname(wanted.keyFile), { recursive: true, mode: 0o700 })
  writeFileSync(wanted.keyFile, `${key}\n`, { mode: 0o600 })
}
