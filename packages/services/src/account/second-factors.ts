import type { FactorKind } from '@gatehouse/contracts/endpoints/sign-in'
import { organizationSettings } from '@gatehouse/contracts/organization-settings'
import type { Transaction } from '@gatehouse/db/client'
import type { Reader } from '../grammar/query.ts'

/** The factors that a person has set up, as he may give them; empty without any. */
export async function factorsOf(db: Reader | Transaction, personId: string): Promise<FactorKind[]> {
  const [totp, passkeys, codes] = await Promise.all([
    db.totpFactor.count({ where: { personId, confirmedAt: { not: null } } }),
    db.passkey.count({ where: { personId } }),
    db.recoveryCode.count({ where: { personId, usedAt: null } }),
  ])
  if (totp + passkeys === 0) return []
  return [
    ...(passkeys > 0 ? (['passkey'] as const) : []),
    ...(totp > 0 ? (['totp'] as const) : []),
    ...(codes > 0 ? (['recovery'] as const) : []),
  ]
}

/** The organization's settings of signing in. */
export async function signInSettings(db: Reader | Transaction) {
  const row = await db.organization.findFirst({ select: { settings: true } })
  return organizationSettings.parse(row?.settings ?? {}).signIn
}
