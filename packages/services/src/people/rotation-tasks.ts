import { newId } from '@gatehouse/contracts/ids'
import { organizationSettings } from '@gatehouse/contracts/organization-settings'
import { actorColumn } from '../grammar/context.ts'
import { endClientTokens } from '../issuer/end-client.ts'
import type { AccessCall } from './access-call.ts'

const dayMs = 86_400_000

type Seen = { personId: string; credentialId: string; kind: string; stageId: string }

/**
 * Credentials of team applications that persons have seen who may not use them any more: by the organization's setting they stay
 * (`keep`: a task that is decided), get a task with a date (`rotate`), or stop now. Keys for the management API that they made are
 * refused as long as they are off and get a task too: only their maker ever saw them. Returns how many tasks each person has left.
 */
export async function raiseRotationTasks(
  call: AccessCall,
  about: { personIds: readonly string[]; teamId?: string; reason: 'deactivated' | 'left-team' },
): Promise<Map<string, number>> {
  const { ctx, tx } = call
  const now = ctx.now()
  const seen = await seenCredentials(call, about)
  const keys =
    about.reason === 'deactivated'
      ? await tx.managementKey.findMany({
          where: {
            createdBy: { in: [...about.personIds] },
            // Those of pipelines end by themselves within the hour.
            jobRuleId: null,
            revokedAt: null,
            OR: [{ expiresAt: null }, { expiresAt: { gt: now } }],
            rotationTasks: { none: { decidedAt: null } },
          },
          select: { id: true, createdBy: true },
        })
      : []
  const left = new Map<string, number>()
  if (seen.length === 0 && keys.length === 0) return left
  const organization = await tx.organization.findFirst({ select: { settings: true } })
  const { seenCredentials: rule } = organizationSettings.parse(organization?.settings ?? {})
  if (rule.rule === 'stop') await stopCredentials(call, seen)
  const dueAt = new Date(now.getTime() + (rule.rule === 'rotate' ? rule.days : 0) * dayMs)
  const decision = rule.rule === 'keep' ? 'keep' : rule.rule === 'stop' ? 'stopped' : null
  const decided = decision === null ? {} : { decision, decidedAt: now, decidedBy: actorColumn(ctx) }
  const base = { reason: about.reason, dueAt, createdAt: now }
  await tx.rotationTask.createMany({
    data: [
      ...seen.map(({ personId, credentialId }) => ({
        id: newId('rotationTask'),
        ...base,
        personId,
        credentialId,
        ...decided,
      })),
      ...keys.map(({ id, createdBy }) => ({
        id: newId('rotationTask'),
        ...base,
        personId: createdBy,
        managementKeyId: id,
      })),
    ],
  })
  for (const personId of [...seen.map((one) => one.personId), ...keys.map(({ createdBy }) => createdBy)])
    left.set(personId, (left.get(personId) ?? 0) + 1)
  return left
}

/** Those that are good still, of teams that are not his own; once a person, and not where a task of his is open. */
function seenCredentials(
  { ctx, tx }: AccessCall,
  { personIds, teamId }: { personIds: readonly string[]; teamId?: string },
): Promise<Seen[]> {
  return tx.$queryRaw<Seen[]>`
    SELECT s.person_id AS "personId", c.id AS "credentialId", c.kind, c.stage_id AS "stageId"
    FROM credential_seen s JOIN credential c ON c.id = s.credential_id
      JOIN application a ON a.id = c.application_id JOIN team t ON t.id = a.team_id
    WHERE s.person_id = ANY(${[...personIds]}::text[]) AND t.personal_of_id IS NULL
      AND (${teamId ?? null}::text IS NULL OR t.id = ${teamId ?? null})
      AND c.revoked_at IS NULL AND a.deleted_at IS NULL
      AND (c.expires_at IS NULL OR c.expires_at > ${ctx.now()}) AND (c.overlap_until IS NULL OR c.overlap_until > ${ctx.now()})
      AND NOT EXISTS (SELECT FROM rotation_task r WHERE r.credential_id = c.id AND r.person_id = s.person_id AND r.decided_at IS NULL)
    ORDER BY 2, 1`
}

/** Revokes credentials for good. */
export async function stopCredentials(
  { ctx, tx, change }: AccessCall,
  credentials: readonly { credentialId: string; kind: string; stageId: string }[],
): Promise<void> {
  if (credentials.length === 0) return
  const now = ctx.now()
  const ids = [...new Set(credentials.map(({ credentialId }) => credentialId))]
  await tx.credential.updateMany({
    where: { id: { in: ids }, revokedAt: null },
    data: { revokedAt: now, revokedBy: actorColumn(ctx), etag: { increment: 1 } },
  })
  for (const { credentialId, stageId } of credentials) change.access('credential', credentialId, { stageId })
  const clients = credentials.filter(({ kind }) => kind === 'client').map(({ credentialId }) => credentialId)
  await endClientTokens(tx, change, [...new Set(clients)], now)
  change.withSeq((same, seq) =>
    same.credential.updateMany({ where: { id: { in: ids }, revokedSeq: null }, data: { revokedSeq: seq } }),
  )
}

/** The persons are back: what nobody decided meanwhile is no question any more. */
export async function closeRotationTasks({ ctx, tx }: AccessCall, personIds: readonly string[]): Promise<void> {
  await tx.rotationTask.updateMany({
    where: { personId: { in: [...personIds] }, reason: 'deactivated', decidedAt: null },
    data: { decision: 'keep', decidedAt: ctx.now(), decidedBy: actorColumn(ctx) },
  })
}

/** The same for somebody who is in a team again. */
export async function closeTasksOfReturn(
  { ctx, tx }: AccessCall,
  { personIds, teamId }: { personIds: readonly string[]; teamId: string },
): Promise<void> {
  await tx.rotationTask.updateMany({
    where: {
      personId: { in: [...personIds] },
      reason: 'left-team',
      decidedAt: null,
      credential: { application: { teamId } },
    },
    data: { decision: 'keep', decidedAt: ctx.now(), decidedBy: actorColumn(ctx) },
  })
}
