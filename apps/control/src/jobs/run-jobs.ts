import { advanceCampaign, advanceCampaigns } from '@gatehouse/services/campaigns/advance-campaign'
import { remindOfEndingCredentials } from '@gatehouse/services/credentials/remind-of-ending'
import { advanceProgram, advancePrograms } from '@gatehouse/services/deprecation/advance-program'
import { recordExposures } from '@gatehouse/services/exposure/record-exposures'
import { type Context, createContext } from '@gatehouse/services/grammar/context'
import { lookAtProvider, lookAtProviders } from '@gatehouse/services/identity-providers/look-at-provider'
import { removeExternalClient } from '@gatehouse/services/identity-providers/register-external-client'
import { cleanUpIssuer } from '@gatehouse/services/issuer/revocations'
import type { Jobs } from '@gatehouse/services/jobs/add-job'
import { deliverMail } from '@gatehouse/services/jobs/deliver-mail'
import { announceImport } from '@gatehouse/services/key-imports/announce-import'
import { eraseDuePeople } from '@gatehouse/services/personal-data/erasure'
import { advancePromotion } from '@gatehouse/services/promotions/advance-promotion'
import { stopDueSecrets } from '@gatehouse/services/rotation-tasks/stop-due-secrets'
import { lookAtCertificates } from '@gatehouse/services/stages/look-at-certificates'
import { deliverWebhook } from '@gatehouse/services/webhooks/deliver-webhook'
import { parseCronItems, type Runner, run, Logger as WorkerLogger } from 'graphile-worker'
import type { Logger } from 'pino'
import { housekeeping } from './housekeeping.ts'

/** Takes jobs from the queue; N processes share it. */
export function runJobs(deps: {
  db: Context['db']
  installation: Context['installation']
  smtpUrl: string
  mailFrom: string
  log: Logger
}): Promise<Runner> {
  const { db, installation, log } = deps
  const contextOf = (task: string) => createContext({ actor: { kind: 'system', task }, db, installation })
  return run({
    pgPool: db.pool,
    concurrency: 2,
    noHandleSignals: true,
    pollInterval: 2_000,
    logger: new WorkerLogger(() => (level, message) => {
      if (level === 'error') log.error({ part: 'jobs' }, message)
      else if (level === 'warning') log.warn({ part: 'jobs' }, message)
    }),
    taskList: {
      'send-mail': async (payload) => {
        await deliverMail(
          { db, smtpUrl: deps.smtpUrl, from: deps.mailFrom, log: (message) => log.warn(message) },
          payload as Jobs['send-mail'],
        )
      },
      campaign: (payload) => advanceCampaign(contextOf('campaigns'), (payload as Jobs['campaign']).campaignId),
      campaigns: () =>
        advanceCampaigns(contextOf('campaigns'), (error) =>
          log.error({ part: 'campaigns', err: error }, 'a campaign waits for the next sweep'),
        ),
      deprecation: (payload) => advanceProgram(contextOf('deprecation'), (payload as Jobs['deprecation']).versionId),
      deprecations: () =>
        advancePrograms(contextOf('deprecation'), (error) =>
          log.error({ part: 'deprecations', err: error }, 'a program waits for the next hour'),
        ),
      'advance-promotion': (payload) =>
        advancePromotion(contextOf('promotions'), (payload as Jobs['advance-promotion']).id, {
          slow: true,
          onDefect: (error) => log.error({ part: 'promotions', err: error }, 'a check broke off'),
        }),
      'announce-key-import': (payload) =>
        announceImport(contextOf('key-imports'), (payload as Jobs['announce-key-import']).id),
      'deliver-webhook': (payload) => deliverWebhook(contextOf('webhooks'), (payload as Jobs['deliver-webhook']).id),
      'look-at-provider': (payload) =>
        lookAtProvider(contextOf('identity-providers'), (payload as Jobs['look-at-provider']).id),
      'remove-external-client': (payload) =>
        removeExternalClient(contextOf('identity-providers'), (payload as Jobs['remove-external-client']).credentialId),
      'look-at-providers': () =>
        lookAtProviders(contextOf('identity-providers'), (error) =>
          log.error({ part: 'identity providers', err: error }, 'a provider is asked again in a minute'),
        ),
      'erase-people': () =>
        eraseDuePeople(contextOf('erasure'), (error) =>
          log.error({ part: 'erasure', err: error }, 'a person is erased at a later try'),
        ),
      'stop-due-secrets': async () => {
        await stopDueSecrets({ ctx: contextOf('rotation-tasks'), input: {} })
      },
      'record-exposures': () => recordExposures(contextOf('exposure')),
      'look-at-certificates': () => lookAtCertificates(contextOf('certificates')),
      housekeeping: async () => {
        await housekeeping(db, new Date())
        await cleanUpIssuer(contextOf('housekeeping'))
        await remindOfEndingCredentials({ ctx: contextOf('housekeeping'), input: {} })
      },
    },
    parsedCronItems: parseCronItems([
      {
        task: 'look-at-providers',
        match: '* * * * *',
        identifier: 'look-at-providers',
        options: { backfillPeriod: 0, maxAttempts: 1 },
      },
      {
        task: 'campaigns',
        match: '*/10 * * * *',
        identifier: 'campaigns',
        options: { backfillPeriod: 0, maxAttempts: 1 },
      },
      {
        task: 'deprecations',
        match: '5 * * * *',
        identifier: 'deprecations',
        options: { backfillPeriod: 0, maxAttempts: 3 },
      },
      {
        task: 'erase-people',
        match: '*/10 * * * *',
        identifier: 'erase-people',
        options: { backfillPeriod: 0, maxAttempts: 1 },
      },
      {
        task: 'stop-due-secrets',
        match: '* * * * *',
        identifier: 'stop-due-secrets',
        options: { backfillPeriod: 0, maxAttempts: 1 },
      },
      {
        task: 'look-at-certificates',
        match: '*/15 * * * *',
        identifier: 'look-at-certificates',
        options: { backfillPeriod: 0, maxAttempts: 1 },
      },
      {
        task: 'record-exposures',
        match: '*/10 * * * *',
        identifier: 'record-exposures',
        options: { backfillPeriod: 0, maxAttempts: 1 },
      },
      {
        task: 'housekeeping',
        match: '17 * * * *',
        identifier: 'housekeeping',
        options: { backfillPeriod: 0, maxAttempts: 3 },
      },
    ]),
  })
}
