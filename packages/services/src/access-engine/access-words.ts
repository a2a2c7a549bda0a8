import type { ProblemCode } from '@gatehouse/contracts/problems'
import { problems } from '@gatehouse/contracts/problems'
import type { Dependence, Judgement } from '@gatehouse/policies/matrix/access-judge'
import type { Db } from '../apis/find-version.ts'

/** How things are called that judgements name by their ids. */
export type AccessNames = {
  readonly plans: ReadonlyMap<string, string>
  readonly products: ReadonlyMap<string, string>
  readonly guardrails: ReadonlyMap<string, string>
}

export async function loadAccessNames(db: Db): Promise<AccessNames> {
  const select = { id: true, name: true } as const
  const [plans, products, guardrails] = await Promise.all([
    db.plan.findMany({ select }),
    db.product.findMany({ select }),
    db.guardrail.findMany({ select }),
  ])
  const named = (rows: readonly { id: string; name: string }[]) => new Map(rows.map(({ id, name }) => [id, name]))
  return { plans: named(plans), products: named(products), guardrails: named(guardrails) }
}

const dependences: Record<Dependence, string> = {
  time: 'the time of the call',
  address: 'the address that it comes from',
  scopes: 'the scopes that the token carries',
  claims: 'what the token claims',
  'end-user': 'whether a person is signed in',
  binding: 'whether the token is bound to its sender’s key',
  credential: 'it has no live credential here: one that is made now would do',
}

/** On what a verdict depends, a phrase each. */
export function dependenceTexts({ depends }: Pick<Judgement, 'depends'>): string[] {
  return depends.map((one) => dependences[one])
}

/** A judgement in one short sentence. */
export function reasonOf(judgement: Judgement, names: AccessNames): { code: ProblemCode | null; sentence: string } {
  const { verdict, decision, depends } = judgement
  if (verdict === 'deny') return { code: decision.code, sentence: refusalSentence(judgement, names) }
  const way = wayIn(judgement, names)
  if (verdict === 'allow') return { code: null, sentence: way }
  if (depends.includes('credential')) return { code: null, sentence: `${way}, but ${dependences.credential}.` }
  return { code: null, sentence: `Depends on ${listOf(dependenceTexts(judgement))}.` }
}

function wayIn({ decision }: Judgement, { plans, products }: AccessNames): string {
  const { subscription } = decision
  if (subscription === null || decision.operation?.anonymous === true) return 'Open to everybody'
  const plan = plans.get(subscription.plan.planId) ?? 'a plan that is gone'
  return `By ${products.get(subscription.product.id) ?? 'a product that is gone'} under ${plan}`
}

function refusalSentence({ decision, credential }: Judgement, names: AccessNames): string {
  const { code, ruling, phase } = decision
  if (code === null) return 'Refused.'
  if (credential?.kind === 'external' && code === 'key_missing')
    return 'No rule of the API takes tokens of this client.'
  if (code === 'access_rule_denied' && ruling !== null && phase === 'authorize') {
    const guardrail = names.guardrails.get(ruling.owner)
    const rule = ruling.rule === 'otherwise' ? 'no rule allows it' : `rule “${ruling.rule}” refuses it`
    return guardrail === undefined ? `Access rules: ${rule}.` : `Guardrail “${guardrail}”: ${rule}.`
  }
  return `${problems[code].title}: ${decision.detail ?? problems[code].why}`
}

/** “a”, “a and b”, “a, b and c” */
export function listOf(words: readonly string[]): string {
  if (words.length < 2) return words[0] ?? ''
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}
