import { accessActs } from '@gatehouse/contracts/access-acts'
import type { AccessDiff } from '@gatehouse/contracts/access-diff'
import type { EndpointOutput } from '@gatehouse/contracts/endpoint'
import { proposeAccessChange as endpoint } from '@gatehouse/contracts/endpoints/access-changes'
import { newId } from '@gatehouse/contracts/ids'
import type { Prisma } from '@gatehouse/db/client'
import type { z } from 'zod'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { parseInput, type VerbCall, verb } from '../grammar/verb.ts'
import { findAct } from './access-acts.ts'
import { announceAccessChange } from './announce-access-change.ts'
import { boundHashOf } from './base.ts'
import { refuseBroken } from './build-stages.ts'
import { baseNow, carryOut, staleOthers } from './carry-out.ts'
import { loadAccessChange } from './load-access-change.ts'
import { lockAccessChanges } from './lock-access-changes.ts'
import { personBehind, toProposerColumn } from './proposer.ts'
import { type Rehearsal, rehearse } from './rehearse.ts'
import { readReviewRule } from './review-rule.ts'
import { openPart, sealInput } from './sealed-input.ts'
import { diffOf } from './show-diff.ts'
import { mayBeUrgent } from './urgent.ts'

const allowed = { permission: 'api.read', anyMember: true, anyScope: true } as const
const expiresMs = 30 * 86_400_000

/**
 * Asks for a change of access. What is slow (carrying it out to see, building the stages, comparing who may call what) happens before;
 * in the transaction it must still rest on the same.
 */
export const proposeAccessChange = Object.assign(
  async (
    call: { ctx: Context; input: z.input<typeof endpoint.body> } & VerbCall,
  ): Promise<EndpointOutput<typeof endpoint>> => {
    const { ctx, input, ...more } = call
    const asked = parseInput(endpoint.body, input)
    // Whether this actor may do it is asked here, by the act itself.
    const found = await rehearse(ctx, asked)
    if (asked.boundHash !== undefined && asked.boundHash !== found.boundHash) throw moved()
    await refuseBroken(found.candidates)
    const { id } = await saver(found, await diffOf(ctx, found.diff))({ ctx, input, ...more })
    return loadAccessChange(ctx, id)
  },
  { verb: 'access-change.propose', mutates: true as const, input: endpoint.body, allowed },
)

const moved = () =>
  new DomainError('changed_meanwhile', 'What it rests on has changed since you looked. Look again, then ask.')

/** The verb for one change that was carried out and taken back. */
function saver(found: Rehearsal, diff: AccessDiff | null) {
  return verb({
    name: 'access-change.propose',
    allowed,
    input: endpoint.body,
    run: async ({ ctx, tx, input, change }) => {
      await lockAccessChanges(tx)
      const { act, urgent, reason } = input
      const definition = findAct(act)
      const on = await baseNow(tx, { act, input: input.input })
      if (
        on === null ||
        boundHashOf({ act, input: openPart(input.input, definition.secrets ?? []) }, on) !== found.boundHash
      )
        throw moved()
      const rule = await readReviewRule(tx)
      if (urgent) {
        const may = mayBeUrgent(rule, found.urgent, diff)
        if (!may.allowed) throw new DomainError('not_possible', may.why ?? undefined)
      }
      const proposedBy = toProposerColumn(ctx.actor)
      const stored = sealInput(ctx, input.input, definition.secrets ?? [])
      const id = newId('accessChange')
      const now = ctx.now()
      await tx.accessChange.create({
        data: {
          id,
          kind: accessActs[act].kind,
          act,
          title: found.title,
          reason,
          input: stored as Prisma.InputJsonObject,
          targetKind: found.target?.kind ?? null,
          targetId: found.target?.id ?? null,
          proposedBy,
          proposerId: await personBehind(tx, proposedBy),
          base: on,
          boundHash: found.boundHash,
          shown: JSON.parse(JSON.stringify({ ...found.shown, diff })),
          state: 'proposed',
          stateSince: now,
          expiresAt: new Date(now.getTime() + expiresMs),
          createdAt: now,
        },
      })
      const done = urgent ? await carryOut({ ctx, tx, change }, { id, act, input: stored, proposedBy }, null) : null
      if (done)
        await tx.accessChange.update({
          where: { id },
          data: {
            state: 'applied',
            appliedAt: now,
            review: 'open',
            undo: done.undo ?? {},
            targetKind: done.target?.kind ?? null,
            targetId: done.target?.id ?? null,
          },
        })
      await announceAccessChange(tx, ctx, id)
      if (done) await staleOthers(tx, ctx, accessActs[act].kind, id)
      return { id, entries: done?.entries ?? [] }
    },
    audit: ({ input, result }) => [
      {
        target: { kind: 'accessChange', id: result.id },
        after: { act: input.act, urgent: input.urgent, boundHash: found.boundHash },
      },
      ...result.entries,
    ],
    answer: ({ id }) => ({ id }),
  })
}
