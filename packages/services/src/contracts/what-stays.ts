import type { RevisionContent, RevisionOperation } from '@gatehouse/contracts/revision'
import type { Db } from '../apis/find-version.ts'
import { isCustomised } from './merge-contract.ts'

/** What people added around a contract and no file touches, as sentences. */
export async function describeWhatStays(db: Db, versionId: string, content: RevisionContent): Promise<string[]> {
  const settings = Object.values(content.operations)
  const count = (has: (one: RevisionOperation) => boolean) => settings.filter(has).length
  const products = await db.product.findMany({
    where: { items: { some: { versionId } } },
    orderBy: { name: 'asc' },
    select: { name: true, plans: { where: { retiredAt: null }, select: { id: true } } },
  })
  const plans = products.reduce((sum, product) => sum + product.plans.length, 0)
  const names = products.slice(0, 5).map(({ name }) => `“${name}”`)
  const withPolicies = count((one) => (one.policies?.length ?? 0) > 0)
  const anonymous = count((one) => one.anonymous !== undefined)
  const customised = count(isCustomised)
  const backends = content.backends.map(({ name }) => `\`${name}\``)
  return [
    `${counted(backends.length, 'backend')}: ${backends.join(', ')}; addresses and secrets stay on their stages`,
    ...(content.policies.length > 0
      ? [`${counted(content.policies.length, 'policy', 'policies')} of the version`]
      : []),
    ...(withPolicies > 0 ? [`Policies of ${counted(withPolicies, 'operation')}`] : []),
    ...(anonymous > 0 ? [`${counted(anonymous, 'operation')} callable without a credential`] : []),
    ...(customised > 0 ? [`Settings that people made on ${counted(customised, 'operation')}`] : []),
    ...(content.keyLocations ? ['The places where keys are read'] : []),
    ...(products.length > 0
      ? [
          `${counted(products.length, 'product')} with ${counted(plans, 'plan')}: ${names.join(', ')}${products.length > 5 ? ' …' : ''}`,
        ]
      : []),
  ]
}

function counted(n: number, word: string, words = `${word}s`): string {
  return `${n} ${n === 1 ? word : words}`
}
