import {
  type CampaignKind,
  type CampaignSnapshot,
  campaignKindNames,
} from '@gatehouse/contracts/endpoints/campaign-views'
import { type Permission, permissionTexts } from '@gatehouse/contracts/permissions'
import type { Context } from '../grammar/context.ts'
import type { Db } from './found-item.ts'

type Asked = { kind: CampaignKind; subjectId: string; snapshot: CampaignSnapshot }

const grouped = (n: number) => n.toLocaleString('en-US').replaceAll(',', '\u2009')

/** What revoking an item breaks, in sentences; the first is the one that counts. */
export async function whatBreaks(db: Db, ctx: Context, { kind, subjectId, snapshot }: Asked): Promise<string[]> {
  const { holder, calls30, refs } = snapshot
  const used =
    calls30 === null
      ? []
      : calls30 === 0
        ? ['Nothing called with it in 30 days, so nothing is known to break.']
        : [`${grouped(calls30)} calls came with it in 30 days; the next one is refused.`]
  switch (kind) {
    case 'subscription': {
      const others = await db.subscription.count({
        where: { applicationId: refs.applicationId ?? '', state: 'active', id: { not: subjectId } },
      })
      return [
        ...used,
        others === 0
          ? `It is the only access of ${holder.name}: the application can call nothing then.`
          : `${holder.name} has ${others} other ${others === 1 ? 'subscription' : 'subscriptions'}, which go on.`,
      ]
    }
    case 'credential':
    case 'client': {
      const others = await db.credential.count({
        where: {
          applicationId: refs.applicationId ?? '',
          stageId: refs.stageId ?? '',
          revokedAt: null,
          suspendedAt: null,
          id: { not: subjectId },
          OR: [{ expiresAt: null }, { expiresAt: { gt: ctx.now() } }],
        },
      })
      const one = campaignKindNames[kind].one
      return [
        ...used,
        others === 0
          ? `It is the only credential of ${holder.name} on this stage.`
          : `${holder.name} has ${others} other ${others === 1 ? 'credential' : 'credentials'} on this stage, which go on.`,
        ...(kind === 'client' ? [`Tokens of this ${one} are refused, and it gets no new ones.`] : []),
      ]
    }
    case 'person-role':
    case 'service-role':
      return lostPermissions(db, subjectId, holder.name)
    case 'partner-grant':
      return [`Team ${holder.name} no longer finds the API in the portal. What it is subscribed to goes on.`]
  }
}

const most = 8

/** What nothing else that he holds gives, in the words of the permissions. */
async function lostPermissions(db: Db, assignmentId: string, name: string): Promise<string[]> {
  const row = await db.roleAssignment.findUnique({ where: { id: assignmentId }, include: { role: true } })
  if (!row) return ['The role is gone already.']
  const others = await db.roleAssignment.findMany({
    where: {
      ...(row.personId === null ? { serviceAccountId: row.serviceAccountId } : { personId: row.personId }),
      id: { not: row.id },
      suspendedAt: null,
      OR: [{ scope: 'organization' }, { scope: row.scope, teamId: row.teamId, apiId: row.apiId }],
    },
    select: { role: { select: { permissions: true } } },
  })
  const kept = new Set(others.flatMap(({ role }) => role.permissions))
  const lost = row.role.permissions.filter((permission) => !kept.has(permission))
  if (lost.length === 0) return [`Nothing: other roles of ${name} give the same there.`]
  const texts = lost.map((permission) => permissionTexts[permission as Permission] ?? permission)
  const rest = texts.length > most ? [`And ${texts.length - most} more.`] : []
  return [`${name} can no longer there:`, ...texts.slice(0, most), ...rest]
}
