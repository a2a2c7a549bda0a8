import type { AccessAct } from '@gatehouse/contracts/access-acts'
import {
  type AccessChangeItem,
  type AccessChangeShown,
  accessChangeShown,
} from '@gatehouse/contracts/endpoints/access-changes'
import type { Id } from '@gatehouse/contracts/ids'
import type { ActorView } from '../people/actor-names.ts'
import { stateOf } from './access-change-states.ts'
import type { AccessChangeRow } from './find-access-change.ts'

/** Pages of the console where a target stands. */
const pages: Readonly<Record<string, (id: string) => string>> = {
  guardrail: (id) => `/access/guardrails/${id}`,
  guardrails: () => '/access/guardrails',
  accessReview: () => '/access/guardrails/review-settings',
  product: (id) => `/products/${id}`,
  identityProvider: (id) => `/access/identity-providers/${id}`,
}

export function toAccessChangeItem(
  row: AccessChangeRow,
  nameOf: (column: unknown) => ActorView,
  now: Date,
): AccessChangeItem {
  const { targetKind: kind, targetId: id } = row
  return {
    id: row.id as Id<'accessChange'>,
    kind: row.kind as AccessChangeItem['kind'],
    act: row.act as AccessAct,
    title: row.title,
    reason: row.reason,
    state: stateOf(row, now),
    stateSince: row.stateSince.toISOString(),
    stateReason: row.stateReason,
    review: row.review as AccessChangeItem['review'],
    target: kind === null || id === null ? null : { kind, id, href: pages[kind]?.(id) ?? null },
    proposedBy: nameOf(row.proposedBy),
    decidedBy: row.deciderId === null ? null : nameOf({ kind: 'member', id: row.deciderId }),
    effect: effectOf(accessChangeShown.parse(row.shown)),
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  }
}

/** The gravest of what it does to people and applications, without its full stop; null: nobody gains or loses. */
export function effectOf({ diff }: Pick<AccessChangeShown, 'diff'>): string | null {
  if (diff === null) return null
  const { counts, persons, sentences } = diff
  // Without anybody the first sentence says just that.
  const told = counts.gains + counts.losses + persons.length > 0 ? sentences : sentences.slice(1)
  return told[0]?.replace(/\.$/, '') ?? null
}

/** Actors whose names an item needs. */
export const actorsOf = (row: AccessChangeRow): unknown[] => [
  row.proposedBy,
  ...(row.deciderId === null ? [] : [{ kind: 'member', id: row.deciderId }]),
]
