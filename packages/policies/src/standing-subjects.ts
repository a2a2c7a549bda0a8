import type { AccessDelete, AccessUpsert } from '@gatehouse/contracts/access'
import { idWords, REVOCATION } from './access/layout.ts'
import type { AllowDecision } from './decide-types.ts'
import type { RequestDecision } from './decision.ts'
import { takesStrangers } from './steps/check-callers.ts'

/**
 * Whom a change of the access table concerns: ids of applications and teams, names of revocations. `all`: it cannot be said, so everybody.
 */
export type ConcernedSubjects = { readonly all: boolean; readonly names: ReadonlySet<string> }

/**
 * Under which names a call that goes on must be found when they change: whatever `stillStands` asks of the access table hangs on one of
 * them, or concerns everybody (products, issuers). Empty: nothing can end it.
 */
export function subjectsOf(source: AllowDecision): readonly string[] {
  const { credential, operation, token } = source as unknown as RequestDecision
  if (credential === null || operation === null || takesStrangers(operation)) return []
  const { applicationId, teamId } = credential.identity
  return [applicationId, teamId, ...(token?.kept?.token.revocationIds ?? []).map(revocationName)]
}

/** Whom rows that came or went concern. A row that went no longer says whose it was; that is rare. */
export function concernedBy(upserts: readonly AccessUpsert[], deletes: readonly AccessDelete[]): ConcernedSubjects {
  const names = new Set<string>()
  const words = new Int32Array(4)
  let all = deletes.some(({ kind }) => kind !== 'revocation')
  for (const { row } of upserts) {
    switch (row.kind) {
      case 'credential':
      case 'subscription':
        names.add(row.applicationId)
        break
      case 'application':
      case 'team':
        names.add(row.id)
        break
      case 'revocation':
        idWords(REVOCATION, row.id, words)
        names.add(revocationName(words))
        break
      case 'product':
      case 'planVersion':
      case 'tokenIssuer':
        all = true
        break
      // Which tokens an API takes is asked when a call begins.
      case 'tokenRule':
        break
    }
  }
  return { all, names }
}

const revocationName = (words: Int32Array) => `revocation ${words.join(' ')}`
