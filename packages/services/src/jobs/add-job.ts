import type { Transaction } from '@gatehouse/db/client'
import type { TemplateData, TemplateName } from '@gatehouse/mail/templates'
import { Logger, runMigrations } from 'graphile-worker'
import type pg from 'pg'

/** A mail as a job: to whom by id, a person's or an end user's, never by an address that somebody typed; or to the address that a link was made for. */
export type MailJob = ({ personId: string; emailTokenId?: string } | { endUserId: string }) &
  { [Name in TemplateName]: { template: Name; data: TemplateData[Name] } }[TemplateName]

/** Jobs by name with their payload. Secrets of links may stand in a payload; the row dies with the job. */
export type Jobs = {
  'send-mail': MailJob
  /** Takes a promotion as far as it goes: checks, states, running, watching. */
  'advance-promotion': { id: string }
  /** Tells gateways of imported keys, when the process that imported them did not come to it. */
  'announce-key-import': { id: string }
  /** One try to send one message to a webhook. */
  'deliver-webhook': { id: string }
  /** Takes the OAuth client of a revoked credential away at its identity provider. */
  'remove-external-client': { credentialId: string }
  /** Asks one identity provider for its health and keys. */
  'look-at-provider': { id: string }
  /** Takes an access review to where its dates say: opens it, reminds, suspends what nobody answered, closes it. */
  campaign: { campaignId: string }
  /** Takes a deprecation program to where its dates say: state, mails, closed access. */
  deprecation: { versionId: string }
}

/**
 * Adds a job in the transaction of the change that causes it: it runs when that commits and never otherwise. `key`: a waiting job
 * with the same key is replaced.
 */
export async function addJob<Name extends keyof Jobs>(
  tx: Transaction,
  name: Name,
  payload: Jobs[Name],
  options: { key?: string; runAt?: Date; maxAttempts?: number } = {},
): Promise<void> {
  await tx.$executeRaw`
    SELECT graphile_worker.add_job(${name}, payload := ${JSON.stringify(payload)}::json, run_at := ${options.runAt ?? null}::timestamptz,
      max_attempts := ${options.maxAttempts ?? 12}::int, job_key := ${options.key ?? null}::text)`
}

/** Adds a mail to a person. */
export function addMailJob(tx: Transaction, mail: MailJob): Promise<void> {
  return addJob(tx, 'send-mail', mail)
}

/** Makes or upgrades the job queue's tables. Run at start-up before anything else, after the migrations; safe to run N times. */
export async function ensureJobSchema(pool: pg.Pool): Promise<void> {
  // A pool of its own, one connection: the queue wants handlers on a pool that ours has no need of.
  const { connectionString } = pool.options
  const where = connectionString === undefined ? { pgPool: pool } : { connectionString, maxPoolSize: 1 }
  await runMigrations({ ...where, logger: quiet })
}

/** Migrations that ran are no news. */
const quiet = new Logger(() => () => undefined)
