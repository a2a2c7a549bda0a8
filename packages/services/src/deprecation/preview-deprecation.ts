import { previewDeprecation as endpoint } from '@gatehouse/contracts/endpoints/deprecations'
import { plainText } from '@gatehouse/mail/mail-content'
import { versionDeprecated } from '@gatehouse/mail/templates/version-deprecated'
import { mayAct } from '../apis/acting.ts'
import { requireVersion, versionPathScope } from '../apis/find-version.ts'
import { query } from '../grammar/query.ts'
import { answerHeaders } from './answer-headers.ts'
import { judgePlan } from './judge-plan.ts'
import { loadProgram } from './load-program.ts'
import { nextEvents } from './program-events.ts'
import { bannerText } from './program-text.ts'
import { activeCallers, withOwners } from './recipients.ts'
import { noticeData } from './send-notices.ts'

/** What a plan would say to callers and who would be told of it; judged by the same rules as when it is saved. */
export const previewDeprecation = query({
  name: 'deprecation.preview',
  allowed: { permission: 'api.publish' },
  read: 'api.read',
  input: endpoint.params.extend(endpoint.body.shape),
  scope: versionPathScope,
  run: async ({ ctx, db, input }) => {
    const version = await requireVersion(db, input)
    const current = await loadProgram(db, version.id)
    const plan = await judgePlan(db, ctx, version, current, input)
    const callers = await activeCallers(ctx, version.id)
    const callsOf = new Map(callers.map(({ applicationId, calls }) => [applicationId, calls]))
    const applications = await withOwners(db, [...callsOf.keys()])
    const occasion = current?.announcedAt ? 'changed' : 'announced'
    const mail = versionDeprecated({
      ...noticeData(ctx, version, plan, occasion),
      ...(occasion === 'changed' && input.reason !== undefined ? { reason: input.reason } : {}),
      applications: [applications[0]?.name ?? 'your application'],
    })
    const { successor } = plan
    return {
      headers: await answerHeaders(db, ctx.installation.portalUrl, version, plan, successor),
      banner: bannerText(
        `${version.api.name} ${version.name}`,
        plan,
        successor && `${successor.api.name} ${successor.name}`,
        ctx.now(),
      ),
      mail: { subject: mail.subject, text: plainText(mail, 'Gatehouse') },
      events: nextEvents(plan, [], ctx.now()),
      recipients: applications.map(({ id, name, team, owners }) => ({
        application: { id, name },
        persons: mayAct(ctx.actor, 'person.read', { teamId: team.id }).allowed ? owners.map((one) => one.name) : [],
        reachable: owners.length,
        calls: callsOf.get(id) ?? 0,
      })),
    }
  },
})
