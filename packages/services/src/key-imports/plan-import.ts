import type { importKeys as endpoint, ImportedRecord } from '@gatehouse/contracts/endpoints/key-imports'
import { type Id, newId } from '@gatehouse/contracts/ids'
import type { Transaction } from '@gatehouse/db/client'
import type { z } from 'zod'
import { DomainError } from '../grammar/domain-error.ts'
import type { HashedFile, HashedKey } from './hashed-keys.ts'
import { knownKeys } from './known-keys.ts'
import { loadPlans } from './load-plans.ts'

export type ImportMapping = Pick<z.output<typeof endpoint.body>, 'stageId' | 'to' | 'plans' | 'planId'>

export type PlannedApplication = { id: Id<'application'>; name: string; made: boolean }
export type PlannedKey = { record: HashedKey; application: PlannedApplication }
export type PlannedSubscription = {
  applicationId: string
  plan: { id: string; productId: string; planVersionId: string }
}

/** All that an import does, decided before anything is written: the dry run and the run are the same plan. */
export type ImportPlan = {
  teamId: string | null
  keys: PlannedKey[]
  applications: PlannedApplication[]
  subscriptions: PlannedSubscription[]
  kept: number
  records: ImportedRecord[]
}

const nameless = 'Imported keys'

export async function planImport(tx: Transaction, file: HashedFile, mapping: ImportMapping): Promise<ImportPlan> {
  const applications = await findApplications(tx, file, mapping)
  const known = await knownKeys(tx, file.records)
  const records: ImportedRecord[] = file.refused.map((refused) => ({ list: 'refused', ...refused }))
  const keys: PlannedKey[] = []
  const first = new Map<string, string>()
  for (const record of file.records) {
    const { at, name, consumer, hash } = record
    const origin = { at, name, consumer }
    const application = applications.of(record)
    const here = known.get(hash)
    const twice = first.get(hash)
    const reason =
      twice !== undefined
        ? `The same key stands in the file before, at ${twice}.`
        : here === undefined
          ? null
          : here.revoked
            ? 'It was here before and is revoked; a revoked key never comes back.'
            : here.application.id !== application.id
              ? `The application “${here.application.name}” has this key.`
              : here.stageId !== mapping.stageId
                ? 'Its application has this key on another stage.'
                : null
    first.set(hash, twice ?? at)
    const shown = { id: application.made ? null : application.id, name: application.name }
    if (reason !== null) records.push({ list: 'refused', ...origin, reason })
    else if (here !== undefined) records.push({ list: 'already', ...origin, application: shown })
    else {
      keys.push({ record, application })
      const expiresAt = record.expiresAt === null ? null : new Date(record.expiresAt).toISOString()
      records.push({ list: 'imported', ...origin, application: shown, hashed: record.hashed, expiresAt })
    }
  }
  // Only applications that get a key are made: what was refused leaves nothing behind.
  const used = [...new Map(keys.map(({ application }) => [application.id, application])).values()]
  return {
    teamId: applications.teamId,
    keys,
    applications: used,
    records,
    ...(await planSubscriptions(tx, keys, mapping)),
  }
}

async function findApplications(tx: Transaction, file: HashedFile, { to }: ImportMapping) {
  if (to.kind === 'application') {
    const row = await livingApplications(tx, [to.applicationId])
    const only = row.get(to.applicationId)
    if (only === undefined) throw new DomainError('invalid_input', 'The application does not exist.')
    return { teamId: null, of: () => only }
  }
  const team = await tx.team.findUnique({ where: { id: to.teamId }, select: { id: true } })
  if (team === null) throw new DomainError('invalid_input', 'The team does not exist.')
  const chosen = await livingApplications(
    tx,
    to.consumers.map(({ applicationId }) => applicationId),
  )
  const byConsumer = new Map<string, PlannedApplication>()
  for (const { consumer, applicationId } of to.consumers) {
    const application = chosen.get(applicationId)
    if (application === undefined)
      throw new DomainError('invalid_input', `The application that was chosen for “${consumer}” does not exist.`)
    byConsumer.set(consumer, application)
  }
  const names = [...new Set(file.records.map(({ consumer }) => consumer ?? nameless))]
  const own = await tx.application.findMany({
    where: { teamId: to.teamId, deletedAt: null, ...(names.length > 5_000 ? {} : { name: { in: names } }) },
    select: { id: true, name: true },
    orderBy: { id: 'asc' },
  })
  const byName = new Map<string, PlannedApplication>()
  for (const { id, name } of own)
    if (!byName.has(name)) byName.set(name, { id: id as Id<'application'>, name, made: false })
  return {
    teamId: to.teamId,
    of: ({ consumer }: HashedKey): PlannedApplication => {
      const found = byConsumer.get(consumer ?? '') ?? byName.get(consumer ?? nameless)
      if (found !== undefined) return found
      const made = { id: newId('application'), name: consumer ?? nameless, made: true }
      byName.set(made.name, made)
      return made
    },
  }
}

async function livingApplications(tx: Transaction, ids: readonly string[]): Promise<Map<string, PlannedApplication>> {
  const rows = await tx.application.findMany({
    where: { id: { in: [...new Set(ids)] }, deletedAt: null },
    select: { id: true, name: true },
  })
  return new Map(rows.map(({ id, name }) => [id, { id: id as Id<'application'>, name, made: false }]))
}

/** One subscription per application and product; what is open already stays as it is. */
async function planSubscriptions(
  tx: Transaction,
  keys: readonly PlannedKey[],
  mapping: ImportMapping,
): Promise<Pick<ImportPlan, 'subscriptions' | 'kept'>> {
  const plans = await loadPlans(tx, [
    ...mapping.plans.map(({ planId }) => planId),
    ...(mapping.planId ? [mapping.planId] : []),
  ])
  const byGroup = new Map(mapping.plans.map(({ group, planId }) => [group, planId]))
  const wanted = new Map<string, PlannedSubscription & { made: boolean }>()
  for (const { record, application } of keys) {
    const meant = record.groups.flatMap((group) => byGroup.get(group) ?? [])
    for (const planId of meant.length > 0 ? meant : mapping.planId ? [mapping.planId] : []) {
      const plan = plans.get(planId)
      if (plan === undefined)
        throw new DomainError('invalid_input', 'One of the plans does not exist or is not offered any more.')
      const openKey = `${application.id}:${plan.productId}`
      if (!wanted.has(openKey)) wanted.set(openKey, { applicationId: application.id, plan, made: application.made })
    }
  }
  const open = await tx.$queryRaw<{ open_key: string }[]>`
    SELECT open_key FROM subscription WHERE open_key IN (SELECT unnest(${[...wanted.keys()]}::text[]))`
  for (const { open_key } of open) wanted.delete(open_key)
  return { subscriptions: [...wanted.values()], kept: open.length }
}
