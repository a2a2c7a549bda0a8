import { longestAccessTokenSeconds } from '@gatehouse/contracts/issuer-policy'
import type { Transaction } from '@gatehouse/db/client'
import type { ChangeSet } from '../grammar/change-set.ts'

const dayMs = 86_400_000
/** Tokens of others may live longer than ours; none is good for longer than this. */
const rememberMs = Math.max(longestAccessTokenSeconds * 1000, 31 * dayMs)
/** As long as a person is off, whatever his provider still issues is refused: the row has no end of its own. */
const endless = new Date('9999-12-31T00:00:00.000Z')

/**
 * How external tokens name persons: `<issuer> <subject>` of each identity, and where a provider's claim names him as its directory
 * does (`subjectClaim`), the directory's own id too.
 */
async function subjectsOf(tx: Transaction, personIds: readonly string[]): Promise<string[]> {
  const rows = await tx.$queryRaw<{ value: string }[]>`
    SELECT DISTINCT p.settings->>'issuer' || ' ' || s.subject AS value FROM (
      SELECT i.identity_provider_id AS provider, i.subject FROM person_identity i WHERE i.person_id = ANY(${[...personIds]}::text[])
      UNION
      SELECT d.identity_provider_id, d.external_id FROM directory_person d JOIN identity_provider q ON q.id = d.identity_provider_id
      WHERE d.person_id = ANY(${[...personIds]}::text[]) AND d.external_id IS NOT NULL AND q.subject_claim IS NOT NULL
    ) s JOIN identity_provider p ON p.id = s.provider
    WHERE p.settings->>'issuer' IS NOT NULL ORDER BY 1`
  return rows.map(({ value }) => value)
}

async function refuse(
  tx: Transaction,
  change: ChangeSet,
  values: readonly string[],
  { notBefore, expires }: { notBefore: Date; expires: Date },
): Promise<void> {
  if (values.length === 0) return
  await tx.$executeRaw`
    INSERT INTO revocation (id, "of", value, not_before, expires)
    SELECT 'subject:' || v, 'subject', v, ${notBefore}, ${expires} FROM unnest(${[...values]}::text[]) AS v
    ON CONFLICT (id) DO UPDATE SET not_before = excluded.not_before, expires = excluded.expires`
  for (const value of values) change.access('revocation', `subject:${value}`)
}

/** Refuses persons' external tokens until they are back. */
export async function refuseSubjectsWhileOff(
  tx: Transaction,
  change: ChangeSet,
  personIds: readonly string[],
): Promise<void> {
  await refuse(tx, change, await subjectsOf(tx, personIds), { notBefore: endless, expires: endless })
}

/** Refuses the external tokens that persons have now; those that they get later are good. */
export async function refuseSubjectsOf(
  tx: Transaction,
  change: ChangeSet,
  personIds: readonly string[],
  now: Date,
): Promise<void> {
  const expires = new Date(now.getTime() + rememberMs)
  await refuse(tx, change, await subjectsOf(tx, personIds), { notBefore: now, expires })
}
