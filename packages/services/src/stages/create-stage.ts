import { createStage as endpoint } from '@gatehouse/contracts/endpoints/stages'
import { newId } from '@gatehouse/contracts/ids'
import { Prisma, type Transaction } from '@gatehouse/db/client'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { wakePromotions } from '../promotions/wake-promotion.ts'
import { loadStageViews } from './stage-view.ts'

/** Creates a stage at its place in the order. */
export const createStage = verb({
  name: 'stage.create',
  allowed: { permission: 'stage.manage' },
  input: endpoint.body,
  run: async ({ ctx, tx, input, change }) => {
    assertPublicName(input)
    await lockStages(tx)
    if (await tx.stage.findUnique({ where: { slug: input.slug }, select: { id: true } }))
      throw new DomainError('already_exists', `A stage with the slug “${input.slug}” exists.`)
    const others = await tx.stage.findMany({ orderBy: { position: 'asc' }, select: { id: true, position: true } })
    const { position: asked, canary, ...fields } = input
    const id = newId('stage')
    await tx.stage.create({
      data: { ...fields, canary: canary ?? Prisma.DbNull, id, position: (others.at(-1)?.position ?? -1) + 1 },
    })
    const order = others.map((other) => other.id)
    order.splice(Math.min(asked ?? order.length, order.length), 0, id)
    await writeOrder(tx, order)
    await wakePromotions(tx, {}, ctx.now())
    change.snapshot('stage', id, id)
    const [view] = await loadStageViews(tx, ctx.now(), id)
    if (!view) throw notFound()
    return view
  },
  audit: ({ input, result }) => ({
    target: { kind: 'stage', id: result.id },
    after: JSON.parse(JSON.stringify(input)),
  }),
})

/** Stages are few and their order is one thing: whoever changes it waits for the other. */
export async function lockStages(tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('gatehouse stages', 0))`
}

/** Positions are unique at every moment, so they pass through free numbers. */
export async function writeOrder(tx: Transaction, ids: readonly string[]): Promise<void> {
  await tx.$executeRaw`UPDATE stage SET position = -1 - position`
  await tx.$executeRaw`
    UPDATE stage SET position = o.n - 1 FROM unnest(${ids}::text[]) WITH ORDINALITY AS o(id, n) WHERE stage.id = o.id`
}

export function assertPublicName(stage: { exposure: string; publicName: string | null }): void {
  if (stage.exposure !== 'hidden' && stage.publicName === null)
    throw new DomainError('invalid_input', 'A stage that is open to developers needs a public name.')
}
