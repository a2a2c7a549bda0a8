import { sealSecret } from '@gatehouse/auth/credentials/sealed'
import type { Id } from '@gatehouse/contracts/ids'
import type { Database } from '@gatehouse/db/client'
import { type Installation, openText } from '../grammar/installation.ts'
import { anyProviderSecret, loadProviderSecrets } from './provider-secrets.ts'

export const secretPurpose = 'stage-secret'

export type OpenSecret = { id: Id<'secret'>; stageId: string; version: number; value: string }

/** Current values of a stage's secrets, or of some of them; never logged, never kept longer than the sealing takes. */
export async function loadSecrets(
  db: Database,
  installation: Installation,
  where: { stageId: string; ids?: readonly string[] },
): Promise<OpenSecret[]> {
  const rows = await db.prisma.secret.findMany({
    where: { stageId: where.stageId, ...(where.ids ? { id: { in: [...where.ids] } } : {}) },
  })
  const own = rows.map((row) => ({
    id: row.id as Id<'secret'>,
    stageId: row.stageId,
    version: row.version,
    value: openText(installation, `${secretPurpose} ${row.id}`, row.sealed),
  }))
  const ofProviders = await loadProviderSecrets(db, installation, where.stageId)
  return [
    ...own,
    ...ofProviders.filter(({ id }) => where.ids?.some((asked) => asked === id || asked === anyProviderSecret) ?? true),
  ]
}

/** Seals secrets for one gateway's X25519 key. */
export function sealFor(sealingKey: string, secrets: readonly OpenSecret[]) {
  return secrets.map(({ id, version, value }) => ({
    id,
    version,
    sealed: sealSecret(sealingKey, { id, version }, value),
  }))
}
