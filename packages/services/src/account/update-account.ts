import { updateAccount as endpoint } from '@gatehouse/contracts/endpoints/account'
import { checkEtag, verb } from '../grammar/verb.ts'
import { readAccount, signedIn } from './account-view.ts'

/** Changes one's own name. */
export const updateAccount = verb({
  name: 'account.update',
  allowed: { anyPerson: true },
  input: endpoint.body,
  run: async ({ ctx, tx, input, ifMatch }) => {
    const { personId } = signedIn(ctx)
    checkEtag((await readAccount(tx, ctx)).etag, ifMatch)
    await tx.person.update({ where: { id: personId }, data: { name: input.name, etag: { increment: 1 } } })
    return readAccount(tx, ctx)
  },
  // The name itself stays out: the audit log holds nothing that erasure would have to reach.
  audit: ({ result }) => ({ target: { kind: 'person', id: result.id }, after: { changed: ['name'] } }),
})
