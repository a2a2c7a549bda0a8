import type { Transaction } from '@gatehouse/db/client'
import type { Context } from '../grammar/context.ts'
import { addMailJob } from '../jobs/add-job.ts'
import { whomToAsk } from './take-effect.ts'

type Campaign = { id: string; name: string; ownerId: string }
const listed = 20

/** Tells those who lost something how to get it back: the owners of the team, or the person himself; one mail each. */
export async function tellOfSuspension(
  tx: Transaction,
  ctx: Context,
  campaign: Campaign,
  itemIds: readonly string[],
): Promise<void> {
  if (itemIds.length === 0) return
  const items = await tx.campaignItem.findMany({ where: { id: { in: [...itemIds] } }, orderBy: { id: 'asc' } })
  const byPerson = new Map<string, { lines: string[]; ask: Set<string>; inConsole: boolean }>()
  for (const item of items) {
    const snapshot = item.snapshot as { what: string; refs: { teamId: string | null } }
    const isPerson = item.kind === 'person-role'
    const told = isPerson ? item.ownerIds : await teamOwners(tx, snapshot.refs.teamId)
    const ask = await whomToAsk({ tx }, item, campaign)
    for (const personId of told) {
      const known = byPerson.get(personId) ?? { lines: [], ask: new Set<string>(), inConsole: false }
      known.lines.push(`${item.holderName}: ${snapshot.what}`)
      for (const name of ask) known.ask.add(name)
      known.inConsole ||= isPerson || item.kind === 'service-role'
      byPerson.set(personId, known)
    }
  }
  for (const [personId, { lines, ask, inConsole }] of byPerson)
    await addMailJob(tx, {
      personId,
      template: 'access-suspended',
      data: {
        campaign: campaign.name,
        lines: lines.slice(0, listed),
        more: Math.max(0, lines.length - listed),
        ask: [...ask].slice(0, 5),
        url: inConsole ? ctx.installation.adminUrl : `${ctx.installation.portalUrl}/applications`,
      },
    })
}

async function teamOwners(tx: Transaction, teamId: string | null): Promise<string[]> {
  if (teamId === null) return []
  const rows = await tx.teamMember.findMany({
    where: { teamId, role: { in: ['owner', 'admin'] }, person: { deactivatedAt: null, erasedAt: null } },
    select: { personId: true },
    take: 20,
  })
  return rows.map(({ personId }) => personId)
}

/** Tells the campaign's owner what came of it. */
export async function tellOwnerOfEnd(
  tx: Transaction,
  ctx: Context,
  campaign: Campaign,
  outcomes: Readonly<Partial<Record<'kept' | 'revoked' | 'suspended' | 'gone' | 'not-possible', number>>>,
): Promise<void> {
  await addMailJob(tx, {
    personId: campaign.ownerId,
    template: 'campaign-closed',
    data: {
      campaign: campaign.name,
      kept: outcomes.kept ?? 0,
      revoked: outcomes.revoked ?? 0,
      suspended: outcomes.suspended ?? 0,
      other: (outcomes.gone ?? 0) + (outcomes['not-possible'] ?? 0),
      campaignUrl: `${ctx.installation.adminUrl}/access/campaigns/${campaign.id}`,
    },
  })
}
