import type { CampaignReviewers, CampaignScope } from '@gatehouse/contracts/endpoints/campaign-views'
import type { Db } from './found-item.ts'

const opening = (name: string) => `Access review “${name}”: `

/** What callers of something that a campaign suspended read, in the gateway's answer and in the portal. */
export function suspendedFor(campaign: { name: string }, ask: readonly string[]): string {
  const whom = ask.length === 0 ? 'the owner of the API' : ask.join(' or ')
  return `${opening(campaign.name)}nobody said in time that this is still needed. Ask ${whom}.`
}

/** What the owner of what was revoked reads. */
export function revokedFor(campaign: { name: string }, note: string): string {
  return `${opening(campaign.name)}${note}`
}

/** Whether a reason was written by this campaign: what was suspended for another one meanwhile is not given back here. */
export function isReasonOf(campaign: { name: string }, reason: string | null): boolean {
  return reason?.startsWith(opening(campaign.name)) ?? false
}

const list = (names: readonly string[]) =>
  names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ')

/** `All`, or `Team Commerce · Production`. */
export async function scopeText(db: Db, scope: CampaignScope): Promise<string> {
  const parts: string[] = []
  const select = { name: true }
  const orderBy = { name: 'asc' as const }
  if (scope.teamIds?.length)
    parts.push(
      `Held by ${list((await db.team.findMany({ where: { id: { in: scope.teamIds } }, select, orderBy })).map(({ name }) => name))}`,
    )
  if (scope.apiIds?.length)
    parts.push(
      list((await db.api.findMany({ where: { id: { in: scope.apiIds } }, select, orderBy })).map(({ name }) => name)),
    )
  if (scope.productIds?.length)
    parts.push(
      list(
        (await db.product.findMany({ where: { id: { in: scope.productIds } }, select, orderBy })).map(
          ({ name }) => name,
        ),
      ),
    )
  if (scope.stageIds?.length)
    parts.push(
      `on ${list((await db.stage.findMany({ where: { id: { in: scope.stageIds } }, select, orderBy })).map(({ name }) => name))}`,
    )
  return parts.length === 0 ? 'Everything' : parts.join(' · ')
}

export async function reviewersText(db: Db, reviewers: CampaignReviewers): Promise<string> {
  switch (reviewers.rule) {
    case 'offering':
      return 'Owners of the team that offers the API or product'
    case 'holder':
      return 'Owners of the team that holds it'
    case 'manager':
      return 'Managers, as a directory names them'
    case 'person': {
      const person = await db.person.findUnique({ where: { id: reviewers.personId }, select: { name: true } })
      return person?.name ?? 'Somebody who is gone'
    }
  }
}
