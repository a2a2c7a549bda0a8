import { getAccessChange as endpoint } from '@gatehouse/contracts/endpoints/access-changes'
import { query } from '../grammar/query.ts'
import { accessChangeScope } from './find-access-change.ts'
import { loadAccessChange } from './load-access-change.ts'

/** A change of access: what it changes, who gains and loses, who decides. */
export const getAccessChange = query({
  name: 'access-change.get',
  allowed: { permission: 'guardrail.read' },
  input: endpoint.params,
  scope: accessChangeScope,
  run: ({ ctx, input }) => loadAccessChange(ctx, input.change),
})
