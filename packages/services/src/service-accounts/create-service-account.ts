import { createServiceAccount as endpoint } from '@gatehouse/contracts/endpoints/service-accounts'
import { newId } from '@gatehouse/contracts/ids'
import { verb } from '../grammar/verb.ts'
import { teamScope } from '../teams/team-rules.ts'
import { readServiceAccount } from './service-account-view.ts'

/** Creates a service account of a team. It can do nothing until it is given a role. */
export const createServiceAccount = verb({
  name: 'service-account.create',
  allowed: { permission: 'service-account.manage' },
  read: 'team.read',
  input: endpoint.body,
  scope: (tx, input) => teamScope(tx, input.teamId),
  run: async ({ ctx, tx, input }) => {
    const id = newId('serviceAccount')
    await tx.serviceAccount.create({ data: { id, teamId: input.teamId, name: input.name } })
    return readServiceAccount(tx, id, ctx.now())
  },
  audit: ({ result }) => ({
    target: { kind: 'serviceAccount', id: result.id },
    teamId: result.team.id,
    after: { name: result.name },
  }),
})
