import { verifyPassword } from '@gatehouse/auth/passwords'
import {
  giveProof as endpoint,
  type Proof,
  requestProof as passkeyEndpoint,
} from '@gatehouse/contracts/endpoints/account-security'
import type { Transaction } from '@gatehouse/db/client'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { signedIn } from './account-view.ts'
import { forgetGuesses, limitGuesses } from './backoff.ts'
import { factorGuesses, takeRecoveryCode, takeTotp } from './factor-codes.ts'
import { noteProof, provableBy } from './fresh-proof.ts'
import { askForPasskey, takePasskey } from './passkey-attempts.ts'

/** Options for a proof with one of one's own passkeys. */
export const requestPasskeyProof = verb({
  name: 'account.request-proof',
  allowed: { anyPerson: true },
  input: passkeyEndpoint.body,
  run: ({ ctx, tx }) => askForPasskey(tx, ctx, signedIn(ctx).personId),
  audit: ({ ctx }) => ({ target: { kind: 'person', id: signedIn(ctx).personId } }),
})

/** Shows again who one is. With a second factor set up, the password alone is none: whoever stole it would pass. */
export const giveProof = verb({
  name: 'account.prove',
  allowed: { anyPerson: true },
  input: endpoint.body,
  run: async ({ ctx, tx, input }) => {
    const { personId } = signedIn(ctx)
    const person = await tx.person.findUniqueOrThrow({ where: { id: personId } })
    if (!(await provableBy(tx, person)).includes(input.proof.kind)) throw new DomainError('factor_wrong')
    await judgeProof(tx, ctx, person, input.proof)
    await forgetGuesses(ctx, factorGuesses, personId)
    return { personId, provedUntil: (await noteProof(tx, ctx)).toISOString() }
  },
  audit: ({ input, result }) => ({
    target: { kind: 'person', id: result.personId },
    after: { by: input.proof.kind },
  }),
  answer: ({ provedUntil }) => ({ provedUntil }),
})

async function judgeProof(
  tx: Transaction,
  ctx: Context,
  person: { id: string; passwordHash: string | null },
  proof: Proof,
): Promise<void> {
  switch (proof.kind) {
    case 'totp':
      return takeTotp(tx, ctx, person.id, proof.code)
    case 'recovery':
      return takeRecoveryCode(tx, ctx, person.id, proof.code)
    case 'passkey':
      await takePasskey(tx, ctx, person.id, proof)
      return
    case 'password':
      await limitGuesses(ctx, factorGuesses, person.id)
      if (!(await verifyPassword(person.passwordHash, proof.password))) throw new DomainError('factor_wrong')
  }
}
