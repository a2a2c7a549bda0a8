import {
  endExtension as endEndpoint,
  extendSunset as extendEndpoint,
} from '@gatehouse/contracts/endpoints/deprecations'
import { newId } from '@gatehouse/contracts/ids'
import type { Transaction } from '@gatehouse/db/client'
import { changeState, lockVersion } from '../apis/change-state.ts'
import { versionPathScope } from '../apis/find-version.ts'
import { actorColumn, type Context } from '../grammar/context.ts'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { actorNames } from '../people/actor-names.ts'
import { type ExtensionRow, toExtensionView } from './deprecation-view.ts'
import { extensionInclude, loadProgram } from './load-program.ts'
import { dateText, instantText } from './program-text.ts'
import { withOwners } from './recipients.ts'
import { scheduleProgram } from './schedule-program.ts'
import { noticeData, sendNotices } from './send-notices.ts'

/** Lets one application call past the sunset until a date. One that it has already is replaced. */
export const extendSunset = verb({
  name: 'deprecation.extend',
  allowed: { permission: 'api.publish' },
  read: 'api.read',
  input: extendEndpoint.params.extend(extendEndpoint.body.shape),
  scope: versionPathScope,
  run: async ({ ctx, tx, input, change }) => {
    const version = await lockVersion(tx, input)
    const program = await loadProgram(tx, version.id)
    if (!program?.sunsetAt)
      throw new DomainError('not_possible', 'An extension goes past a sunset: plan one with its date first.')
    const now = ctx.now()
    const until = new Date(input.until)
    if (until <= now || until <= program.sunsetAt)
      throw refusal('/until', 'after_sunset', `After the sunset on ${instantText(program.sunsetAt)}, and ahead.`)
    const [application] = await withOwners(tx, [input.applicationId])
    if (!application || !(await hasAccess(tx, application.id, version.id)))
      throw refusal('/applicationId', 'no_access', 'An application with access to the version.')
    await tx.sunsetExtension.updateMany({
      where: { versionId: version.id, applicationId: application.id, endedAt: null },
      data: { endedAt: now },
    })
    const row = await tx.sunsetExtension.create({
      data: {
        id: newId('sunsetExtension'),
        versionId: version.id,
        applicationId: application.id,
        until,
        reason: input.reason,
        actor: actorColumn(ctx),
        createdAt: now,
      },
      include: extensionInclude,
    })
    if (version.state === 'retired')
      await changeState(tx, change, version, 'deprecated', `Extension until ${dateText(until)}.`, now)
    else change.snapshot('version', version.id, null)
    await sendNotices(tx, ctx, {
      versionId: version.id,
      occasion: `extended:${row.id}`,
      applications: [application],
      data: {
        ...noticeData(ctx, version, program, 'extended'),
        extendedUntil: instantText(until),
        reason: input.reason,
      },
    })
    await scheduleProgram(tx, program, version.state === 'retired' ? 'deprecated' : version.state, now)
    return { version, row, view: await viewOf(tx, ctx, row) }
  },
  audit: ({ result: { version, row } }) => ({
    target: { kind: 'version', id: version.id },
    apiId: version.apiId,
    teamId: version.api.teamId,
    after: {
      extensionId: row.id,
      applicationId: row.applicationId,
      until: row.until.toISOString(),
      reason: row.reason,
    },
  }),
  answer: ({ view }) => view,
})

/** Ends an extension before its time; past the sunset its application is answered 410 from then on. */
export const endExtension = verb({
  name: 'deprecation.end-extension',
  allowed: { permission: 'api.publish' },
  read: 'api.read',
  input: endEndpoint.params,
  scope: versionPathScope,
  run: async ({ ctx, tx, input, change }) => {
    const version = await lockVersion(tx, input)
    const now = ctx.now()
    const { count } = await tx.sunsetExtension.updateMany({
      where: { id: input.extension, versionId: version.id, endedAt: null },
      data: { endedAt: now },
    })
    const row = await tx.sunsetExtension.findFirst({
      where: { id: input.extension, versionId: version.id },
      include: extensionInclude,
    })
    if (!row) throw notFound()
    if (count === 1) {
      change.snapshot('version', version.id, null)
      const program = await loadProgram(tx, version.id)
      if (program) await scheduleProgram(tx, program, version.state, now)
    }
    return { version, row, view: await viewOf(tx, ctx, row) }
  },
  audit: ({ result: { version, row } }) => ({
    target: { kind: 'version', id: version.id },
    apiId: version.apiId,
    teamId: version.api.teamId,
    before: { extensionId: row.id, applicationId: row.applicationId, until: row.until.toISOString() },
    after: { extensionId: row.id, endedAt: row.endedAt?.toISOString() ?? null },
  }),
  answer: ({ view }) => view,
})

async function hasAccess(tx: Transaction, applicationId: string, versionId: string): Promise<boolean> {
  const open = { applicationId, openKey: { not: null }, product: { items: { some: { versionId } } } }
  return (await tx.subscription.count({ where: open })) > 0
}

async function viewOf(tx: Transaction, ctx: Context, row: ExtensionRow) {
  const nameOf = await actorNames(tx, [row.actor])
  return toExtensionView(row, nameOf(row.actor), ctx.now())
}

function refusal(pointer: string, rule: string, expected: string): DomainError {
  return new DomainError('invalid_input', expected, { errors: [{ in: 'body', pointer, rule, expected }] })
}
