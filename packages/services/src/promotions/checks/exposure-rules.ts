import { operationKey } from '@gatehouse/contracts/api-description'
import { exposureInputs, newExposures } from '../../exposure/new-exposures.ts'
import type { Reader } from '../../grammar/query.ts'
import type { CheckSubject, PromotionCheckKind } from '../check.ts'
import { findWider } from '../wider-access.ts'

const breadth = ['internal', 'partner', 'public']

/**
 * What gets open to more callers. An operation that needs no credential any more, or fewer scopes, fails in any case: somebody other than
 * the requester lets it through. New operations that products open by themselves, and a wider audience, need a note that says why. What
 * the organization forbids by `exposure.forbid` fails where it is new; what is exposed already is only reported.
 */
export const exposureRulesCheck: PromotionCheckKind<'exposure-rules'> = {
  name: 'exposure-rules',
  label: 'Exposure rules',
  needsSource: false,
  slow: false,
  inputs: async (db, { version, stage }) => ({
    audience: version.api.audience,
    products: await openProducts(db, version.id),
    ...(await exposureInputs(db, stage.id)),
  }),
  run: async (ctx, subject) => {
    const db = ctx.db.prisma
    const wider = findWider(subject.running?.content ?? null, subject.content).map(({ sentence }) => sentence)
    const opened = [...(await widerAudience(db, subject)), ...(await openedByProducts(db, subject))]
    const forbidden = await newExposures(db, subject)
    const stated = subject.note !== null && subject.note.trim() !== ''
    const n = wider.length + opened.length
    const things = n === 1 ? '1 thing gets' : `${n} things get`
    return {
      passed: forbidden.length === 0 && wider.length === 0 && (opened.length === 0 || stated),
      verdict:
        forbidden.length > 0
          ? `${forbidden.length === 1 ? '1 new exposure' : `${forbidden.length} new exposures`} of a kind that is forbidden.`
          : n === 0
            ? 'Nothing gets open to more callers.'
            : wider.length === 0 && stated
              ? `${things} open to more callers, with a stated reason.`
              : `${things} open to more callers.`,
      evidence: { sentences: [...forbidden, ...wider, ...opened] },
    }
  },
}

type Db = Pick<Reader, 'productItem' | 'auditLog' | 'deployment'>

/** Products by which whoever subscribes gets each operation of the version, new ones included. */
async function openProducts(
  db: Db,
  versionId: string,
): Promise<{ name: string; include: string; tag: string | null }[]> {
  const items = await db.productItem.findMany({
    where: { versionId, include: { in: ['version', 'tag'] } },
    select: { include: true, tag: true, product: { select: { name: true } } },
    orderBy: { id: 'asc' },
  })
  return items.map(({ include, tag, product }) => ({ name: product.name, include, tag }))
}

/** Operations that are new on the target, and at once open to subscribers of a product. */
async function openedByProducts(db: Db, { version, running, content }: CheckSubject): Promise<string[]> {
  // A first promotion opens what its products were made for.
  if (running === null) return []
  const products = await openProducts(db, version.id)
  const known = new Set(running.content.contract.operations.map(operationKey))
  return content.contract.operations.flatMap((described) => {
    const key = operationKey(described)
    if (known.has(key)) return []
    const by = products.find(({ include, tag }) => include === 'version' || described.tags.includes(tag ?? ''))
    return by ? [`\`${key}\` is new, and open to every subscriber of ${by.name}`] : []
  })
}

/** The API's audience, where it has become wider since what runs came there. */
async function widerAudience(db: Db, { version, running }: CheckSubject): Promise<string[]> {
  if (running === null) return []
  const { startedAt } = await db.deployment.findUniqueOrThrow({
    where: { id: running.deploymentId },
    select: { startedAt: true },
  })
  const then = await db.auditLog.findFirst({
    where: {
      targetKind: 'api',
      targetId: version.apiId,
      action: { in: ['api.create', 'api.update', 'api.import'] },
      at: { lte: startedAt },
    },
    orderBy: { seq: 'desc' },
    select: { after: true },
  })
  const before = (then?.after as { audience?: string } | null)?.audience
  const { audience } = version.api
  if (before === undefined || breadth.indexOf(audience) <= breadth.indexOf(before)) return []
  return [`${version.api.name} is ${audience} now; it was ${before} when r${running.number} came there`]
}
