import type { Id } from '@gatehouse/contracts/ids'
import type { Database } from '@gatehouse/db/client'
import type { Installation } from '../grammar/installation.ts'
import { openProviderSecret } from '../identity-providers/provider-call.ts'
import type { OpenSecret } from './sealed-secrets.ts'

/** Name under which a provider's client secret travels to gateways: the same 128 bits, of another kind. */
export function providerSecretId(identityProviderId: string): Id<'secret'> {
  return `sec_${identityProviderId.slice(identityProviderId.lastIndexOf('_') + 1)}` as Id<'secret'>
}

/** Stands for the secrets of all providers where it is not known which one a change needs. */
export const anyProviderSecret = 'providers'

/**
 * Client secrets of the providers that gateways ask about opaque tokens, and that some API of the stage takes tokens of; no other one
 * leaves the control plane.
 */
export async function loadProviderSecrets(
  db: Database,
  installation: Installation,
  stageId: string,
): Promise<OpenSecret[]> {
  const rows = await db.prisma.identityProvider.findMany({
    where: {
      kind: 'oidc',
      enabled: true,
      sealed: { not: null },
      settings: { path: ['introspection'], equals: true },
      tokenRules: { some: { stageId } },
    },
  })
  return rows.flatMap((row) => {
    const value = openProviderSecret({ installation }, row)
    return value === undefined ? [] : [{ id: providerSecretId(row.id), stageId, version: row.etag, value }]
  })
}
