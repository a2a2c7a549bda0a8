import { updateStage as endpoint } from '@gatehouse/contracts/endpoints/stages'
import { Prisma } from '@gatehouse/db/client'
import { requireStage } from '../apis/find-version.ts'
import { notFound } from '../grammar/domain-error.ts'
import { checkEtag, verb } from '../grammar/verb.ts'
import { aboutStage, wakePromotions } from '../promotions/wake-promotion.ts'
import { assertPublicName } from './create-stage.ts'
import { loadStageViews } from './stage-view.ts'

/** Changes a stage. Its slug stays: gateways and scripts name it by that. */
export const updateStage = verb({
  name: 'stage.update',
  allowed: { permission: 'stage.manage' },
  read: 'stage.read',
  input: endpoint.params.extend(endpoint.body.shape),
  run: async ({ ctx, tx, input, change, ifMatch }) => {
    const row = await requireStage(tx, input.stage)
    checkEtag(row.etag, ifMatch)
    const { stage: _, canary, ...fields } = input
    const data = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
    assertPublicName({ exposure: row.exposure, publicName: row.publicName, ...data })
    await tx.stage.update({
      where: { id: row.id, etag: row.etag },
      data: {
        ...data,
        ...(canary === undefined ? {} : { canary: canary ?? Prisma.DbNull }),
        etag: { increment: 1 },
      },
    })
    change.snapshot('stage', row.id, row.id)
    await wakePromotions(tx, aboutStage(row.id), ctx.now())
    const [view] = await loadStageViews(tx, ctx.now(), row.id)
    if (!view) throw notFound()
    return view
  },
  audit: ({ input, result }) => ({
    target: { kind: 'stage', id: result.id },
    after: JSON.parse(JSON.stringify(input)),
  }),
})
