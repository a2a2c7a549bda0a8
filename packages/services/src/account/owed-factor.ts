import type { FactorKind, SignInStep } from '@gatehouse/contracts/endpoints/sign-in'
import type { Transaction } from '@gatehouse/db/client'
import { factorsOf, signInSettings } from './second-factors.ts'
import type { Hat } from './sign-in-tickets.ts'

/** What somebody still owes after a password: one of his factors, or one to set up; nothing where both are empty. */
export type OwedFactor = { owes: boolean; factors: FactorKind[] }

/** What a person owes who gave a password, whoever judged it: a factor that he has, or one where members need one. */
export async function owedFactor(tx: Transaction, hat: Hat, personId: string): Promise<OwedFactor> {
  const factors = await factorsOf(tx, personId)
  const mustEnrol = factors.length === 0 && hat === 'member' && (await signInSettings(tx)).membersNeedFactor
  return { owes: factors.length > 0 || mustEnrol, factors }
}

/** What comes next with a ticket. */
export function stepOf(ticket: string, { owes, factors }: OwedFactor): SignInStep {
  if (!owes) return { state: 'done', ticket }
  return factors.length === 0 ? { state: 'enrol', ticket } : { state: 'factor', ticket, factors }
}
