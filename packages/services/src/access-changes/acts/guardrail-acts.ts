import type { AccessAct } from '@gatehouse/contracts/access-acts'
import type { ProposedChange } from '@gatehouse/contracts/endpoints/access-engine'
import type { guardrailInput } from '@gatehouse/contracts/endpoints/guardrails'
import type { Transaction } from '@gatehouse/db/client'
import type { z } from 'zod'
import { createGuardrailVerb } from '../../guardrails/create-guardrail.ts'
import { guardrailBase } from '../../guardrails/guardrail-base.ts'
import { guardrailReach } from '../../guardrails/guardrail-reach.ts'
import {
  contentOf,
  type GuardrailContent,
  guardrailInclude,
  requireGuardrail,
} from '../../guardrails/guardrail-rows.ts'
import { guardrailSide } from '../../guardrails/guardrail-side.ts'
import { guardrailTitle } from '../../guardrails/guardrail-title.ts'
import { orderGuardrails } from '../../guardrails/order-guardrails.ts'
import { removeGuardrail } from '../../guardrails/remove-guardrail.ts'
import { keepGuardrail, restoreGuardrail } from '../../guardrails/restore-guardrail.ts'
import { switchGuardrailVerb } from '../../guardrails/switch-guardrail.ts'
import { updateGuardrailVerb } from '../../guardrails/update-guardrail.ts'
import type { AccessActDefinition, Place, Target } from '../access-act.ts'

type Named = { guardrail: string }
type Definition<I> = AccessActDefinition<I>

const inPlace = async (tx: Transaction, { guardrail }: Named) => contentOf(await requireGuardrail(tx, guardrail))

/** What all acts on one guardrail have in common. `becomes`: its content afterwards; null: it is gone. */
function onGuardrail<I>(
  act: AccessAct,
  verb: Definition<I>['verb'],
  guardrailOf: (input: I) => string | null,
  becomes: (before: GuardrailContent | null, input: I) => GuardrailContent | null,
  more: Pick<Definition<I>, 'etag' | 'urgent'> = {},
): Definition<I> {
  const targetOf = (id: string | null): Target | null => (id === null ? null : { kind: 'guardrail', id })
  const beforeOf = async (tx: Transaction, input: I) => {
    const guardrail = guardrailOf(input)
    return guardrail === null ? null : inPlace(tx, { guardrail })
  }
  return {
    verb,
    title: async (tx, input) => {
      const before = await beforeOf(tx, input)
      return guardrailTitle(act, before, becomes(before, input))
    },
    target: (input, answer) => targetOf(guardrailOf(input) ?? (answer as { id: string } | undefined)?.id ?? null),
    base: (tx) => guardrailBase(tx),
    side: async (tx, _ctx, { id }) => {
      const row = await tx.guardrail.findUnique({ where: { id }, include: guardrailInclude })
      return row && guardrailSide(tx, contentOf(row))
    },
    where: async (tx, _input, target) => {
      const row = target && (await tx.guardrail.findUnique({ where: { id: target.id } }))
      return row ? placeOf(await guardrailReach(tx, row)) : nowhere
    },
    diff: async (tx, input) => {
      const before = await beforeOf(tx, input)
      return toDiff(guardrailOf(input), before, becomes(before, input))
    },
    builds: true,
    undo: {
      keep: (tx, input) => keepGuardrail(tx, guardrailOf(input)),
      back: (call, kept, { id }) => restoreGuardrail(call, kept, id),
    },
    ...more,
  }
}

const nowhere: Place = { stages: [], apis: 0, operations: 0 }
const placeOf = ({ stages, apis, operations }: Awaited<ReturnType<typeof guardrailReach>>): Place => ({
  stages: stages.map(({ id, name }) => ({ id, name })),
  apis,
  operations,
})

function toDiff(
  id: string | null,
  before: GuardrailContent | null,
  after: GuardrailContent | null,
): ProposedChange | null {
  const content = after ?? before
  if (!content) return null
  const { policy, options, scope } = content
  const guardrail = { policy, options, scope, enabled: after?.enabled ?? false }
  return { kind: 'guardrail', guardrail: { ...guardrail, ...(id === null ? {} : { id: id as never }) } }
}

const etagOf = async (tx: Transaction, { guardrail }: Named) => (await requireGuardrail(tx, guardrail)).etag

type Create = z.output<typeof guardrailInput>
type Update = z.output<typeof updateGuardrailVerb.input>
type Switch = z.output<typeof switchGuardrailVerb.input>

/** Policies whose effect the access diff shows: of these it can be told that nobody gains. */
const told = ['access-rules', 'ip-rules']

export const guardrailActs = {
  'guardrail.create': onGuardrail<Create>(
    'guardrail.create',
    createGuardrailVerb,
    () => null,
    (_, input) => input,
    { urgent: async () => null },
  ),
  'guardrail.update': onGuardrail<Update>(
    'guardrail.update',
    updateGuardrailVerb,
    ({ guardrail }) => guardrail,
    (before, { name, options, scope, reason }) =>
      before && {
        ...before,
        ...(name === undefined ? {} : { name }),
        ...(options === undefined ? {} : { options }),
        ...(scope === undefined ? {} : { scope }),
        ...(reason === undefined ? {} : { reason }),
      },
    {
      etag: etagOf,
      urgent: async (tx, input) => {
        const { policy } = await inPlace(tx, input)
        return told.includes(policy)
          ? null
          : 'Whether this gives nobody more cannot be told from who may call what. Switch on a new one instead.'
      },
    },
  ),
  'guardrail.switch': onGuardrail<Switch>(
    'guardrail.switch',
    switchGuardrailVerb,
    ({ guardrail }) => guardrail,
    (before, { enabled }) => before && { ...before, enabled },
    { urgent: async (_, { enabled }) => (enabled ? null : 'Switching a guardrail off gives callers more.') },
  ),
  'guardrail.remove': onGuardrail<Named>(
    'guardrail.remove',
    removeGuardrail,
    ({ guardrail }) => guardrail,
    () => null,
    { urgent: async () => 'Removing a guardrail gives callers more.' },
  ),
  'guardrail.order': {
    verb: orderGuardrails,
    title: async () => guardrailTitle('guardrail.order', null, null),
    target: () => ({ kind: 'guardrails', id: 'order' }),
    base: (tx) => guardrailBase(tx, 'guardrail.order'),
    side: async (tx) => {
      const rows = await tx.guardrail.findMany({ orderBy: [{ position: 'asc' }, { id: 'asc' }] })
      return {
        sentences: rows.map(({ name }, index) => `${index + 1}. ${name}`),
        json: { guardrails: rows.map(({ id }) => id) },
      }
    },
    where: async (tx) => placeOf(await guardrailReach(tx, { stageId: null, audience: null, tag: null })),
    diff: async () => null,
    builds: true,
  } satisfies Definition<z.output<typeof orderGuardrails.input>>,
}
