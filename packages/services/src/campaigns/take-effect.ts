import type { CampaignKind } from '@gatehouse/contracts/endpoints/campaign-views'
import type { AuditEntry } from '../grammar/audit-chain.ts'
import type { AccessCall } from '../people/access-call.ts'
import { acts } from './acts.ts'
import { revokedFor, suspendedFor } from './campaign-text.ts'
import { personName } from './found-item.ts'

type Item = { id: string; kind: string; subjectId: string; reviewerIds: readonly string[] }
type Campaign = { id: string; name: string; ownerId: string }
export type Taken = { outcome: 'kept' | 'revoked' | 'suspended' | 'gone' | 'not-possible'; audit: AuditEntry[] }

/** Whom somebody who lost something asks: the item's reviewers, else the campaign's owner. */
export async function whomToAsk({ tx }: Pick<AccessCall, 'tx'>, item: Item, campaign: Campaign): Promise<string[]> {
  const ids = item.reviewerIds.length > 0 ? item.reviewerIds : [campaign.ownerId]
  const persons = await tx.person.findMany({
    where: { id: { in: [...ids, campaign.ownerId] }, deactivatedAt: null, erasedAt: null },
    select: { id: true, name: true, erasedAt: true },
  })
  const asked = persons.filter(({ id }) => ids.includes(id))
  return (asked.length > 0 ? asked : persons).slice(0, 3).map(personName)
}

/**
 * What comes of an item, once: revoked by a decision; kept by one, when the campaign ends; suspended when nobody answered. What has gone
 * or rests already meanwhile is left alone, and the item says so. The caller holds the item's row.
 */
export async function takeEffect(
  call: AccessCall,
  campaign: Campaign,
  item: Item,
  how: { act: 'keep' | 'suspend' } | { act: 'revoke'; note: string },
): Promise<Taken> {
  const { tx, ctx, change } = call
  const kind = acts[item.kind as CampaignKind]
  const standing = await kind.standing(call, item.subjectId)
  const write = (data: { outcome: Taken['outcome']; outcomeNote: string | null; effectAt?: Date }) =>
    tx.campaignItem.update({ where: { id: item.id }, data: { ...data, etag: { increment: 1 } } })
  if (standing.state === 'gone') {
    await write({ outcome: 'gone', outcomeNote: `${standing.sentence} There was nothing left to do.` })
    return { outcome: 'gone', audit: [] }
  }
  if (how.act === 'keep') {
    const rests = standing.state === 'suspended' ? 'It is suspended, and stays so: keep gives nothing back.' : null
    await write({ outcome: 'kept', outcomeNote: rests })
    return { outcome: 'kept', audit: [] }
  }
  if (how.act === 'suspend' && standing.state === 'suspended') {
    await write({ outcome: 'suspended', outcomeNote: 'It was suspended already: the campaign changed nothing.' })
    return { outcome: 'suspended', audit: [] }
  }
  const effect =
    how.act === 'revoke'
      ? await kind.revoke(call, item.subjectId, revokedFor(campaign, how.note))
      : await kind.suspend(call, item.subjectId, suspendedFor(campaign, await whomToAsk(call, item, campaign)))
  const acted = effect.outcome !== 'not-possible'
  await write({ outcome: effect.outcome, outcomeNote: effect.note, ...(acted ? { effectAt: ctx.now() } : {}) })
  if (acted && standing.stageId !== undefined) {
    const { stageId } = standing
    change.withSeq((same, seq) =>
      same.campaignItem.update({ where: { id: item.id }, data: { effectSeq: seq, effectStageId: stageId } }),
    )
  }
  return { outcome: effect.outcome, audit: effect.audit }
}
