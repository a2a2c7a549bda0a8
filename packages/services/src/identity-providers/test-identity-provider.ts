import { ProviderError } from '@gatehouse/auth/directory/adapter'
import { actorRef } from '@gatehouse/contracts/actor'
import { testIdentityProvider as endpoint, type ProviderTest } from '@gatehouse/contracts/endpoints/identity-providers'
import { newId } from '@gatehouse/contracts/ids'
import { limitAttempts } from '../account/attempts.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { query } from '../grammar/query.ts'
import { openProviderSecret, visitProvider } from './provider-call.ts'
import { readSettings } from './provider-kinds.ts'

/** One looks at providers in this process by hand, not as a scanner of the inner network. */
const rule = { purpose: 'provider-test', limit: 30, windowSeconds: 60 }

/** Looks at a provider with settings that are not stored, and says in plain sentences what is wrong. Nothing is written. */
export const testIdentityProvider = query({
  name: 'identity-provider.test',
  allowed: { permission: 'identity.manage' },
  input: endpoint.body,
  run: async ({ ctx, db, input }): Promise<ProviderTest> => {
    await limitAttempts(ctx, rule, actorRef(ctx.actor).id)
    const settings = readSettings(ctx.installation, input.settings)
    if (settings.kind === 'scim')
      throw new DomainError('not_possible', 'A directory that writes here cannot be asked: see its last message.')
    const id = input.id ?? newId('identityProvider')
    const stored = input.id && (await db.identityProvider.findUnique({ where: { id: input.id } }))
    const { adapter, call } = visitProvider(ctx, {
      id,
      kind: settings.kind,
      settings,
      sealed: null,
      subjectClaim: null,
    })
    const secret = input.secret ?? (stored ? storedSecret(ctx, stored, settings) : undefined)
    const began = performance.now()
    const took = () => Math.round(performance.now() - began)
    try {
      const { findings = [], facts, health } = await adapter.discover({ ...call, secret })
      const passed = health.state === 'well' && !findings.some(({ level }) => level === 'bad')
      const own = passed || findings.some(({ level }) => level === 'bad') ? [] : [bad(health.sentence)]
      return { passed, tookMs: took(), findings: [...own, ...findings], facts: [...facts] }
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error
      return { passed: false, tookMs: took(), findings: [bad(error.message)], facts: [] }
    }
  },
})

const bad = (sentence: string) => ({ level: 'bad' as const, sentence })

/**
 * The stored secret goes only where it went before: whoever may test must not send it to an address of his own and read it there.
 */
export function storedSecret(
  ctx: Parameters<typeof openProviderSecret>[0],
  stored: Parameters<typeof openProviderSecret>[1],
  settings: object,
): string | undefined {
  const place = (value: unknown) => {
    const { issuer, url } = value as Record<string, unknown>
    return JSON.stringify([issuer, url])
  }
  return place(stored.settings) === place(settings) ? openProviderSecret(ctx, stored) : undefined
}
