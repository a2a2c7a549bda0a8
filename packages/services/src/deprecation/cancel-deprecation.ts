import { cancelDeprecation as endpoint } from '@gatehouse/contracts/endpoints/deprecations'
import { changeState, lockVersion } from '../apis/change-state.ts'
import { requireVersion, versionPathScope } from '../apis/find-version.ts'
import { actorColumn } from '../grammar/context.ts'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { loadDeprecationView } from './deprecation-view.ts'
import { loadProgram } from './load-program.ts'
import { auditOf } from './put-deprecation.ts'
import { withOwners } from './recipients.ts'
import { mailOwners, noticeData } from './send-notices.ts'

/** Takes a program back before its sunset: the version is Published again, and who was told is told. The audit log keeps the program. */
export const cancelDeprecation = verb({
  name: 'deprecation.cancel',
  allowed: { permission: 'api.publish' },
  read: 'api.read',
  input: endpoint.params.extend(endpoint.body.shape),
  scope: versionPathScope,
  run: async ({ ctx, tx, input, change }) => {
    const version = await lockVersion(tx, input)
    const program = await loadProgram(tx, version.id)
    if (!program) throw notFound()
    const now = ctx.now()
    if (program.sunsetAt !== null && program.sunsetAt <= now)
      throw new DomainError(
        'not_possible',
        'Its sunset has come. Move the sunset to a date ahead, with a reason, or grant extensions.',
      )
    const told = await tx.deprecationNotice.findMany({
      where: { versionId: version.id },
      distinct: ['applicationId', 'personId'],
      select: { applicationId: true, personId: true },
    })
    const applications = await withOwners(tx, [...new Set(told.map(({ applicationId }) => applicationId))])
    await mailOwners(
      tx,
      applications,
      { ...noticeData(ctx, version, program, 'cancelled'), reason: input.reason },
      told.map(({ personId, applicationId }) => [personId, applicationId] as const),
    )
    await tx.deprecationNotice.deleteMany({ where: { versionId: version.id } })
    await tx.sunsetExtension.deleteMany({ where: { versionId: version.id } })
    await tx.deprecation.delete({ where: { versionId: version.id } })
    if (version.state === 'deprecated') await changeState(tx, change, version, 'published', input.reason, now)
    else change.snapshot('version', version.id, null)
    const view = await loadDeprecationView(tx, ctx, await requireVersion(tx, input), {
      at: now,
      actor: actorColumn(ctx),
      reason: input.reason,
    })
    return { view, version, program }
  },
  audit: ({ input, result: { version, program } }) => ({
    target: { kind: 'version', id: version.id },
    apiId: version.apiId,
    teamId: version.api.teamId,
    before: { ...auditOf(program), state: version.state },
    after: { state: 'published', reason: input.reason },
  }),
  answer: ({ view }) => view,
})
