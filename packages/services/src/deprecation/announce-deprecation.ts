import {
  announceDeprecation as endpoint,
  remindOwners as remindEndpoint,
} from '@gatehouse/contracts/endpoints/deprecations'
import type { Transaction } from '@gatehouse/db/client'
import { lockVersion } from '../apis/change-state.ts'
import { type FoundVersion, versionPathScope } from '../apis/find-version.ts'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { type LoadedProgram, loadProgram } from './load-program.ts'
import { activeCallers, withOwners } from './recipients.ts'
import { scheduleProgram } from './schedule-program.ts'
import { noticeData, type Sent, sendNotices } from './send-notices.ts'

/** Tells the owners of active applications of a program; the first time, it begins to be announced. */
export const announceDeprecation = verb({
  name: 'deprecation.announce',
  allowed: { permission: 'api.publish' },
  read: 'api.read',
  input: endpoint.params,
  scope: versionPathScope,
  run: async ({ ctx, tx, input }) => {
    const { version, program } = await runningProgram(tx, ctx, input)
    const now = ctx.now()
    const active = await activeCallers(ctx, version.id)
    const sent = await sendNotices(tx, ctx, {
      versionId: version.id,
      occasion: 'announced',
      applications: await withOwners(
        tx,
        active.map(({ applicationId }) => applicationId),
      ),
      data: noticeData(ctx, version, program, 'announced'),
    })
    await scheduleProgram(tx, { ...program, announcedAt: program.announcedAt ?? now }, version.state, now)
    return { sent, version }
  },
  audit: ({ result: { sent, version } }) => ({
    target: { kind: 'version', id: version.id },
    apiId: version.apiId,
    teamId: version.api.teamId,
    after: { mails: sent.mails },
  }),
  answer: ({ sent }): Sent => sent,
})

/** Reminds the owners of chosen applications, active or not; each at most once a day. */
export const remindOwners = verb({
  name: 'deprecation.remind',
  allowed: { permission: 'api.publish' },
  read: 'api.read',
  input: remindEndpoint.params.extend(remindEndpoint.body.shape),
  scope: versionPathScope,
  run: async ({ ctx, tx, input }) => {
    const { version, program } = await runningProgram(tx, ctx, input)
    const applications = await withOwners(tx, input.applications)
    if (applications.length < new Set(input.applications).size || !(await concern(tx, ctx, version.id, applications)))
      throw new DomainError('invalid_input', undefined, {
        errors: [
          {
            in: 'body',
            pointer: '/applications',
            rule: 'unknown',
            expected: 'Applications that called the version in the last 30 days, or have access to it.',
          },
        ],
      })
    const sent = await sendNotices(tx, ctx, {
      versionId: version.id,
      occasion: `note:${ctx.now().toISOString().slice(0, 10)}`,
      applications,
      data: noticeData(ctx, version, program, program.sunsetAt === null ? 'announced' : 'reminder'),
    })
    return { sent, version }
  },
  audit: ({ input, result: { sent, version } }) => ({
    target: { kind: 'version', id: version.id },
    apiId: version.apiId,
    teamId: version.api.teamId,
    after: { mails: sent.mails, applicationIds: input.applications },
  }),
  answer: ({ sent }): Sent => sent,
})

async function runningProgram(
  tx: Transaction,
  ctx: Context,
  path: { api: string; version: string },
): Promise<{ version: FoundVersion; program: LoadedProgram }> {
  const version = await lockVersion(tx, path)
  const program = await loadProgram(tx, version.id)
  if (!program) throw new DomainError('not_possible', 'There is no deprecation program yet. Plan one first.')
  if (program.sunsetAt !== null && program.sunsetAt <= ctx.now())
    throw new DomainError('not_possible', 'The sunset has come; its owners were told.')
  return { version, program }
}

/** Nobody is written to about a version that is none of his business. */
async function concern(
  tx: Transaction,
  ctx: Context,
  versionId: string,
  applications: readonly { id: string }[],
): Promise<boolean> {
  const active = new Set((await activeCallers(ctx, versionId)).map(({ applicationId }) => applicationId))
  const others = applications.filter(({ id }) => !active.has(id)).map(({ id }) => id)
  const subscribed = await tx.subscription.findMany({
    where: { applicationId: { in: others }, openKey: { not: null }, product: { items: { some: { versionId } } } },
    select: { applicationId: true },
    distinct: ['applicationId'],
  })
  return subscribed.length === others.length
}
