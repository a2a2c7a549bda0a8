import { refuseTokens } from '../issuer/revocations.ts'
import type { AccessEvents } from '../people/access-call.ts'
import { endAccess, signOutEverywhere } from '../people/end-access.ts'
import { restoreAccess } from '../people/restore-access.ts'
import type { DirectoryCall } from './directory-call.ts'

/**
 * A provider is switched off: tokens of its issuer are refused at every gateway, whoever came by it is signed out, and persons who have
 * no other way in (no password, no other provider that is on) are off until it is on again.
 */
export async function endProviderAccess(call: DirectoryCall): Promise<AccessEvents> {
  const { ctx, tx, change, providerId } = call
  const provider = await tx.identityProvider.findUniqueOrThrow({
    where: { id: providerId },
    select: { settings: true },
  })
  const issuer = issuerOf(provider.settings)
  if (issuer !== undefined) await refuseTokens(tx, change, [{ of: 'issuer', value: issuer }], ctx.now())
  const persons = await tx.$queryRaw<{ id: string; only: boolean }[]>`
    SELECT p.id, p.password_hash IS NULL AND NOT EXISTS (SELECT FROM person_identity o JOIN identity_provider q ON q.id = o.identity_provider_id
      WHERE o.person_id = p.id AND o.identity_provider_id <> ${providerId} AND q.enabled AND q.sign_in) AS only
    FROM person p WHERE p.deactivated_at IS NULL AND (
      p.id IN (SELECT person_id FROM person_identity WHERE identity_provider_id = ${providerId})
      OR p.id IN (SELECT person_id FROM directory_person WHERE identity_provider_id = ${providerId} AND origin <> 'removed'))
    ORDER BY p.id`
  const off = persons.filter(({ only }) => only).map(({ id }) => id)
  const others = persons.filter(({ only }) => !only).map(({ id }) => id)
  return [...(await endAccess(call, off, 'provider-off')), ...(await signOutEverywhere(call, others, 'provider-off'))]
}

/** It is on again: who was off because of it is on. Tokens from before stay refused. */
export async function restoreProviderAccess(call: DirectoryCall): Promise<AccessEvents> {
  const persons = await call.tx.$queryRaw<{ id: string }[]>`
    SELECT p.id FROM person p WHERE p.deactivated_for = 'provider-off' AND (
      p.id IN (SELECT person_id FROM person_identity WHERE identity_provider_id = ${call.providerId})
      OR p.id IN (SELECT person_id FROM directory_person WHERE identity_provider_id = ${call.providerId} AND origin <> 'removed'))
    ORDER BY p.id`
  return restoreAccess(
    call,
    persons.map(({ id }) => id),
    ['provider-off'],
  )
}

/**
 * A provider says that somebody has signed out there (back-channel or single logout): by its session only that session ends and the
 * tokens of it are not ours to name; by its subject he is signed out everywhere. Returns also how many persons it meant.
 */
export async function endProviderSessions(
  call: DirectoryCall,
  notice: { readonly subject?: string | undefined; readonly session?: string | undefined },
): Promise<{ persons: number; events: AccessEvents }> {
  const { ctx, tx, providerId } = call
  if (notice.session !== undefined && notice.subject === undefined) {
    const where = { identityProviderId: providerId, providerSession: notice.session, endedAt: null }
    const found = [
      ...(await tx.memberSession.findMany({ where, select: { personId: true } })),
      ...(await tx.developerSession.findMany({ where, select: { personId: true } })),
    ]
    await tx.memberSession.updateMany({ where, data: { endedAt: ctx.now() } })
    await tx.developerSession.updateMany({ where, data: { endedAt: ctx.now() } })
    const ids = [...new Set(found.map(({ personId }) => personId))].sort()
    return {
      persons: ids.length,
      events: ids.map((id) => ({
        action: 'person.end-access',
        target: { kind: 'person', id },
        after: { reason: 'provider-logout', rotationTasks: 0 },
      })),
    }
  }
  const identity =
    notice.subject === undefined
      ? null
      : await tx.personIdentity.findUnique({
          where: { identityProviderId_subject: { identityProviderId: providerId, subject: notice.subject } },
          select: { personId: true },
        })
  if (identity === null) return { persons: 0, events: [] }
  return { persons: 1, events: await signOutEverywhere(call, [identity.personId], 'provider-logout') }
}

function issuerOf(settings: unknown): string | undefined {
  const { issuer } = (settings ?? {}) as { issuer?: unknown }
  return typeof issuer === 'string' ? issuer : undefined
}
