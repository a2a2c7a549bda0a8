import {
  importKeys as endpoint,
  type ImportedRecord,
  type KeyImportView,
} from '@gatehouse/contracts/endpoints/key-imports'
import { type Id, newId } from '@gatehouse/contracts/ids'
import type { Transaction } from '@gatehouse/db/client'
import { z } from 'zod'
import { refuseEarly } from '../contracts/before-transaction.ts'
import { authorize, type Scope } from '../grammar/authorize.ts'
import { actorColumn, type Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { parseInput, type VerbCall, verb } from '../grammar/verb.ts'
import { actorNames } from '../people/actor-names.ts'
import { announceImport } from './announce-import.ts'
import type { HashedFile } from './hashed-keys.ts'
import { type ImportPlan, planImport } from './plan-import.ts'
import { readKeyFile } from './read-key-file.ts'
import { saveImport } from './save-import.ts'

/** Column `key_import.report`. */
export type StoredReport = { summary: Omit<KeyImportView, 'first' | 'by'>; records: ImportedRecord[] }

/** Records of each list that the answer shows at once. */
export const shownRecords = 100
const allowed = { permission: 'application.manage' } as const
/** As long as 100,000 rows of each kind may take on a slow machine. */
const longestMs = 120_000

const { source, stageId, to, plans, planId, dryRun } = endpoint.body.shape
const file = z.custom<HashedFile>((value) => typeof value === 'object' && value !== null)

const saveKeys = verb({
  name: 'key-import.run',
  allowed,
  timeoutMs: longestMs,
  input: z.strictObject({ source, stageId, to, plans, planId, dryRun, file }),
  scope: async (): Promise<Scope> => ({}),
  run: async ({ ctx, tx, input, change }): Promise<KeyImportView> => {
    // Whoever gives plans decides on access: without that permission the keys alone move in.
    if (input.plans.length > 0 || input.planId !== null)
      authorize(ctx.actor, { permission: 'subscription.decide' }, {}, 'application.read')
    const stage = await openStage(tx, input.stageId)
    const plan = await planImport(tx, input.file, input)
    const id = input.dryRun ? null : newId('keyImport', ctx.now().getTime())
    const summary = {
      id,
      source: input.source,
      at: ctx.now().toISOString(),
      stage,
      ...countsOf(plan),
      leftOut: input.file.leftOut,
    }
    const nameOf = await actorNames(tx, [actorColumn(ctx)])
    if (id !== null) {
      const report: StoredReport = { summary, records: plan.records }
      await tx.$executeRaw`
        INSERT INTO key_import (id, source, report, actor, created_at)
        VALUES (${id}, ${input.source}, ${JSON.stringify(report)}::json, ${JSON.stringify(actorColumn(ctx))}::jsonb, ${ctx.now()})`
      await saveImport({ ctx, tx, change }, plan, { importId: id, stageId: input.stageId })
    }
    return { ...summary, by: nameOf(actorColumn(ctx)), first: firstOfEach(plan.records) }
  },
  audit: ({ result }) =>
    result.id === null
      ? []
      : {
          target: { kind: 'keyImport', id: result.id },
          after: {
            source: result.source,
            stageId: result.stage.id,
            ...result.counts,
            applications: result.applications.made,
          },
        },
})

/**
 * Moves keys in from elsewhere: all of it or nothing. The files are read and hashed in a thread before the transaction begins; the plan
 * that a dry run reports is the one that a run carries out.
 */
async function run(call: { ctx: Context; input: z.input<typeof endpoint.body> } & VerbCall): Promise<KeyImportView> {
  const { ctx } = call
  const { files, hashed, ...rest } = parseInput(endpoint.body, call.input)
  await refuseEarly(ctx, allowed, undefined, async () => ({}))
  const read = await readKeyFile({ source: rest.source, files, hashed, now: ctx.now().getTime() })
  const made = await saveKeys({ ...call, input: { ...rest, file: read } })
  if (made.id !== null) await announceImport(ctx, made.id)
  return made
}
export const importKeys = Object.assign(run, {
  verb: saveKeys.verb,
  mutates: true as const,
  input: endpoint.body,
  allowed,
})

/** Developers' keys are for stages that they can see. */
async function openStage(tx: Transaction, id: string): Promise<KeyImportView['stage']> {
  const stage = await tx.stage.findUnique({ where: { id }, select: { id: true, name: true, exposure: true } })
  if (stage === null || stage.exposure === 'hidden')
    throw new DomainError('invalid_input', 'The stage does not exist or is not open to developers.')
  return { id: stage.id as Id<'stage'>, name: stage.name }
}

function countsOf({ records, applications, subscriptions, kept }: ImportPlan) {
  const of = (list: ImportedRecord['list']) => records.filter((record) => record.list === list).length
  const made = applications.filter((application) => application.made).length
  return {
    counts: { records: records.length, imported: of('imported'), already: of('already'), refused: of('refused') },
    applications: { made, used: applications.length - made },
    subscriptions: { made: subscriptions.length, kept },
  }
}

/** What was refused stands first: somebody has to look at it. */
export function firstOfEach(records: readonly ImportedRecord[]): ImportedRecord[] {
  return (['refused', 'already', 'imported'] as const).flatMap((list) =>
    records.filter((record) => record.list === list).slice(0, shownRecords),
  )
}
