import { actorRef } from '@gatehouse/contracts/actor'
import { lookUpPerson as endpoint } from '@gatehouse/contracts/endpoints/provider-set-up'
import { newId } from '@gatehouse/contracts/ids'
import { limitAttempts } from '../account/attempts.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { query } from '../grammar/query.ts'
import { visitProvider } from './provider-call.ts'
import { readSettings } from './provider-kinds.ts'
import { toProviderProblem } from './provider-problem.ts'
import { storedSecret } from './test-identity-provider.ts'

const rule = { purpose: 'provider-look-up', limit: 30, windowSeconds: 60 }

/** Looks one user name up with settings that are not stored: whether filters, attributes and groups are right. Nothing is written. */
export const lookUpPerson = query({
  name: 'identity-provider.look-up',
  allowed: { permission: 'identity.manage' },
  input: endpoint.body,
  run: async ({ ctx, db, input }) => {
    await limitAttempts(ctx, rule, actorRef(ctx.actor).id)
    const settings = readSettings(ctx.installation, input.settings)
    const id = input.id ?? newId('identityProvider')
    const stored = input.id && (await db.identityProvider.findUnique({ where: { id: input.id } }))
    const row = { id, kind: settings.kind, settings, sealed: null, subjectClaim: null }
    const { adapter, call } = visitProvider(ctx, row)
    if (!adapter.lookUp) throw new DomainError('not_possible', 'This kind of provider cannot be asked for a user name.')
    const secret = input.secret ?? (stored ? storedSecret(ctx, stored, settings) : undefined)
    const found = await adapter.lookUp({ ...call, secret }, input.userName).catch((error: unknown) => {
      throw toProviderProblem(error)
    })
    if (found === undefined) return { found: null }
    const { place, person, attributes, groups } = found
    return {
      found: {
        place,
        person: person ? { ...person, name: person.name ?? null, email: person.email ?? null } : null,
        attributes: attributes.map(({ name, values }) => ({ name, values: [...values] })),
        groups: [...groups],
      },
    }
  },
})
