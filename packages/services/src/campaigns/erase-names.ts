import type { Transaction } from '@gatehouse/db/client'

/**
 * Takes an erased person's name out of the items of reviews: of what he held, of his personal team, and of why somebody else was asked.
 * Signed documents stay as they were signed, like invoices.
 */
export async function eraseFromCampaigns(tx: Transaction, personId: string, nobody: string): Promise<void> {
  const person = await tx.person.findUnique({
    where: { id: personId },
    select: { name: true, personalTeam: { select: { id: true } } },
  })
  if (!person) return
  const text = JSON.stringify(nobody)
  await tx.$executeRaw`
    UPDATE campaign_item SET holder_name = ${nobody},
      snapshot = jsonb_set(jsonb_set(snapshot, '{holder,name}', ${text}::jsonb), '{reason}', ${text}::jsonb)
    WHERE holder_key = ${`person:${personId}`}`
  if (person.personalTeam)
    await tx.$executeRaw`
      UPDATE campaign_item SET snapshot = jsonb_set(jsonb_set(snapshot, '{holder,team,name}', ${text}::jsonb), '{reason}', ${text}::jsonb)
      WHERE snapshot->'holder'->'team'->>'id' = ${person.personalTeam.id}`
  if (person.name !== '')
    await tx.$executeRaw`
      UPDATE campaign_item SET reviewer_note = replace(reviewer_note, ${person.name}, ${nobody})
      WHERE strpos(reviewer_note, ${person.name}) > 0`
}
