import { none } from '@gatehouse/contracts/endpoint'
import { query } from '../grammar/query.ts'
import { readAccount } from './account-view.ts'

/** Who is signed in, and what may he do. */
export const getAccount = query({
  name: 'account.get',
  allowed: { anyPerson: true },
  input: none,
  run: ({ ctx, db }) => readAccount(db, ctx),
})
