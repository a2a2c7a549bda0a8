import type { AccessAct } from '@gatehouse/contracts/access-acts'
import type { Actor } from '@gatehouse/contracts/actor'
import type { AccessChangeShown } from '@gatehouse/contracts/endpoints/access-changes'
import type { ProposedChange } from '@gatehouse/contracts/endpoints/access-engine'
import type { JsonObject } from '@gatehouse/contracts/json'
import type { Transaction } from '@gatehouse/db/client'
import { policyDefinitions } from '@gatehouse/policies/definitions'
import { ChangeSet } from '../grammar/change-set.ts'
import { actorColumn, type Context } from '../grammar/context.ts'
import { inTransaction } from '../grammar/in-transaction.ts'
import { parseInput } from '../grammar/verb.ts'
import type { AccessActDefinition, Target } from './access-act.ts'
import { findAct } from './access-acts.ts'
import { type Base, boundHashOf } from './base.ts'
import { compileCandidates, type StageCandidate } from './build-stages.ts'
import { openPart } from './sealed-input.ts'

export type Rehearsal = {
  title: string
  /** As it was asked, parsed once: what is stored. */
  input: JsonObject
  target: Target | null
  base: Base
  boundHash: string
  shown: Omit<AccessChangeShown, 'diff'>
  exposures: string[] | undefined
  diff: ProposedChange | null
  candidates: StageCandidate[]
  urgent: string | null
}

/** Carries the answer out of a transaction that is taken back. */
class TakenBack extends Error {
  readonly rehearsal: Rehearsal
  constructor(rehearsal: Rehearsal) {
    super('taken back')
    this.rehearsal = rehearsal
  }
}

const never = 'Only guardrails can be applied before they are reviewed.'
const timeoutMs = 30_000

/**
 * Carries the act out as this actor, looks at what has become of it, and takes it back: what would be refused is refused with the same
 * words, and nothing has to be guessed.
 */
export async function rehearse(
  ctx: Context,
  asked: { act: AccessAct; input: JsonObject; actor?: Actor },
): Promise<Rehearsal> {
  try {
    await inTransaction(
      ctx,
      async (tx) => {
        throw new TakenBack(await tryOut(tx, { ...ctx, actor: asked.actor ?? ctx.actor }, asked))
      },
      timeoutMs,
    )
  } catch (error) {
    if (error instanceof TakenBack) return error.rehearsal
    throw error
  }
  throw new Error('a rehearsal was not taken back')
}

async function tryOut(
  tx: Transaction,
  ctx: Context,
  { act, input: raw }: { act: AccessAct; input: JsonObject },
): Promise<Rehearsal> {
  const definition: AccessActDefinition<unknown> = findAct(act)
  const input = parseInput(definition.verb.input, raw)
  // Asked before anything is read for an answer: existence is nobody's business who may not do it.
  const base = await definition.base(tx, input)
  const target = definition.target(input)
  const before = target && (await definition.side(tx, ctx, target))
  const title = await definition.title(tx, input)
  const urgent = definition.urgent ? await definition.urgent(tx, input) : never
  const exposures = definition.exposures && (await definition.exposures(tx, input))
  const diff = await definition.diff(tx, input)
  const where = await definition.where(tx, input, target)
  const approval = { changeId: 'rehearsal', proposedBy: actorColumn(ctx), approvedBy: null }
  const etag = await definition.etag?.(tx, input)
  const { answer } = await definition.verb.enact({
    ctx: { ...ctx, approval },
    tx,
    change: new ChangeSet(),
    input: raw,
    ...(etag === undefined ? {} : { ifMatch: etag }),
  })
  const now = definition.target(input, answer)
  const after = now && (await definition.side(tx, ctx, now))
  const whereThen = await definition.where(tx, input, now)
  const stages = [...new Map([...where.stages, ...whereThen.stages].map((stage) => [stage.id, stage])).values()]
  return {
    title,
    input: raw,
    target,
    base,
    boundHash: boundHashOf({ act, input: openPart(raw, definition.secrets ?? []) }, base),
    shown: {
      before,
      after,
      where: {
        stages,
        apis: Math.max(where.apis, whereThen.apis),
        operations: Math.max(where.operations, whereThen.operations),
      },
      examples: examplesOf(after?.json ?? null),
    },
    exposures,
    diff,
    candidates: definition.builds ? await compileCandidates(tx, ctx, stages) : [],
    urgent,
  }
}

/** Examples that a policy carries, as they come out. */
function examplesOf(json: JsonObject | null): AccessChangeShown['examples'] {
  const { policy, options } = json ?? {}
  const found = typeof policy === 'string' ? (policyDefinitions[policy]?.examples?.(options ?? {}) ?? []) : []
  return found.map(({ title, expected, run }) => ({ title, expected, ...run() }))
}
