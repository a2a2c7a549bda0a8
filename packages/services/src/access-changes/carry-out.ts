import type { AccessAct } from '@gatehouse/contracts/access-acts'
import type { Json, JsonObject } from '@gatehouse/contracts/json'
import type { Transaction } from '@gatehouse/db/client'
import type { AuditEntry } from '../grammar/audit-chain.ts'
import type { ChangeSet } from '../grammar/change-set.ts'
import type { Approval, Context } from '../grammar/context.ts'
import { parseInput } from '../grammar/verb.ts'
import type { Target } from './access-act.ts'
import { findAct } from './access-acts.ts'
import { type Base, base as baseSchema, whatMoved } from './base.ts'
import { actorNow, type ProposerColumn } from './proposer.ts'
import { openInput } from './sealed-input.ts'
import { staleMoved } from './stale-moved.ts'

type Call = { ctx: Context; tx: Transaction; change: ChangeSet }
export type Asked = {
  id: string
  act: AccessAct
  /** As stored: secret fields sealed. */
  input: JsonObject
  proposedBy: ProposerColumn
}

/** What a change rests on now. A thing that is gone is the plainest change of all. */
export async function baseNow(tx: Transaction, { act, input }: Pick<Asked, 'act' | 'input'>): Promise<Base | null> {
  const definition = findAct(act)
  // Sealed fields are nothing that a base is made of.
  const readable = Object.fromEntries(
    Object.entries(input).filter(([key]) => !definition.secrets?.includes(key as never)),
  )
  const parsed = definition.verb.input.safeParse(readable)
  try {
    return await definition.base(tx, parsed.success ? parsed.data : readable)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'not_found') return null
    throw error
  }
}

/** What has moved under a stored change, in one sentence; null: nothing. */
export async function movedSince(
  tx: Transaction,
  row: Pick<Asked, 'act' | 'input'> & { base: unknown },
): Promise<string | null> {
  const now = await baseNow(tx, row)
  return now === null ? 'What it is about is gone.' : whatMoved(baseSchema.parse(row.base), now)
}

/**
 * Runs what was asked for, in whoever asked's name and with what he may do now, and says of the other open changes that they rest on
 * something else. Audit rows are the act's own, each naming the change and both persons.
 */
export async function carryOut(
  { ctx, tx, change }: Call,
  asked: Asked,
  approvedBy: string | null,
): Promise<{ target: Target | null; entries: AuditEntry[]; undo: JsonObject | null }> {
  const definition = findAct(asked.act)
  const raw = openInput(ctx, asked.input, definition.secrets ?? [])
  const input = parseInput(definition.verb.input, raw)
  const { proposedBy } = asked
  const approval: Approval = {
    changeId: asked.id,
    proposedBy: { kind: proposedBy.kind, id: proposedBy.id },
    approvedBy,
  }
  const etag = await definition.etag?.(tx, input)
  const kept = definition.undo ? await definition.undo.keep(tx, input) : null
  const { answer, entries } = await definition.verb.enact({
    ctx: { ...ctx, actor: await actorNow(tx, proposedBy), approval },
    tx,
    change,
    input: raw,
    ...(etag === undefined ? {} : { ifMatch: etag }),
  })
  if (!change.empty)
    change.withSeq((inner, seq) => inner.accessChange.update({ where: { id: asked.id }, data: { changeSeq: seq } }))
  const target = definition.target(input, answer)
  return { target, entries: entries.map((entry) => withBoth(entry, approval)), undo: kept }
}

/** Other open changes of the kind that rest on what has just changed. */
export async function staleOthers(tx: Transaction, ctx: Context, kind: string, except: string): Promise<void> {
  await staleMoved(tx, ctx, { kind, except, moved: (row) => movedSince(tx, row) })
}

function withBoth(entry: AuditEntry, { changeId, proposedBy, approvedBy }: Approval): AuditEntry {
  const after = entry.after
  const own: { [key: string]: Json } =
    after !== null && typeof after === 'object' && !Array.isArray(after)
      ? after
      : after === undefined
        ? {}
        : { value: after }
  return { ...entry, after: { ...own, accessChange: changeId, proposedBy: proposedBy.id, approvedBy } }
}
