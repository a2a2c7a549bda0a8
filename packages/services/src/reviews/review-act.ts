import type { Actor } from '@gatehouse/contracts/actor'
import type { Db } from '../apis/find-version.ts'
import { holds, type Scope } from '../grammar/authorize.ts'
import { writersOfVersion } from './last-writers.ts'
import type { PolicyInForce } from './policies-in-force.ts'
import type { ReviewRow } from './review-states.ts'

export type MayReview = { allowed: boolean; why: string | null }
const no = (why: string): MayReview => ({ allowed: false, why })

/** Whether this actor may review a policy now. Nobody is his own second pair of eyes. */
export async function mayReviewPolicy(
  db: Db,
  actor: Actor,
  policy: PolicyInForce,
  reviews: readonly ReviewRow[],
): Promise<MayReview> {
  if (actor.kind !== 'member') return no('Reviews are given by persons.')
  if (!holds(actor.grants, 'access.approve', scopeOf(policy))) return no('This needs the permission access.approve.')
  if (policy.writer?.id === actor.personId) return no('You wrote it last. Somebody else must review it.')
  if (policy.kind === 'version' && policy.api && policy.since) {
    const writers = await writersOfVersion(db, {
      versionId: policy.subjectId,
      apiId: policy.api.id,
      after: reviews[0]?.at ?? null,
      until: policy.since,
    })
    if (writers.includes(actor.personId))
      return no('You changed it since its last review. Somebody else must review it.')
  }
  return { allowed: true, why: null }
}

/** Where the permission must be held: at the API, at the team of a product, for the organization. */
function scopeOf({ api, owner }: PolicyInForce): Scope {
  return { ...(api === null ? {} : { apiId: api.id }), ...(owner === null ? {} : { teamId: owner.id }) }
}
