import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deactivatePerson } from '../src/people/deactivate-person.ts'
import { reactivatePerson } from '../src/people/reactivate-person.ts'
import { decideRotationTask } from '../src/rotation-tasks/decide-rotation-task.ts'
import { listRotationTasks } from '../src/rotation-tasks/list-rotation-tasks.ts'
import { putSeenCredentialRule } from '../src/rotation-tasks/seen-credential-rule.ts'
import { stopDueSecrets } from '../src/rotation-tasks/stop-due-secrets.ts'
import { patchUser } from '../src/scim/write-users.ts'
import { listTasks } from '../src/tasks/list-tasks.ts'
import { removeTeamMember } from '../src/teams/remove-team-member.ts'
import { createDirectoryWorld, type DirectoryWorld } from './directory-world.ts'

let world: DirectoryWorld
beforeAll(async () => {
  world = await createDirectoryWorld()
})
afterAll(() => world.drop())

const active = (value: boolean) => [{ op: 'replace' as const, path: 'active', value }]

describe('a credential that somebody has seen', () => {
  async function leaver() {
    const teamId = await world.team()
    const [goes, stays] = [await world.developer(), await world.developer()]
    await world.prisma.teamMember.createMany({
      data: [
        { teamId, personId: goes.personId, role: 'owner' },
        { teamId, personId: stays.personId, role: 'developer' },
      ],
    })
    const { actor } = await world.signIn(goes.personId)
    if (!actor) throw new Error('no session')
    return { teamId, goes, stays, ...(await world.key(actor, teamId)) }
  }
  const rule = async (input: Parameters<typeof putSeenCredentialRule>[0]['input']) => {
    const { etag } = await world.prisma.organization.findFirstOrThrow()
    await putSeenCredentialRule({ ctx: world.ctx(), input, ifMatch: etag })
  }
  const off = (personId: string) => deactivatePerson({ ctx: world.ctx(), input: { personId: personId as never } })
  const taskOf = async (credentialId: string) =>
    (await listRotationTasks({ ctx: world.ctx(), input: { limit: 200 } })).items.find(
      ({ secret }) => secret.id === credentialId,
    )

  test('gets a task with the organization’s date; the team lives on and has a new owner', async () => {
    const { goes, stays, teamId, credentialId, applicationId } = await leaver()
    await off(goes.personId)
    const task = await taskOf(credentialId)
    expect(task).toMatchObject({ reason: 'deactivated', decision: null, secret: { works: true } })
    expect(Date.parse(task?.dueAt ?? '') - Date.parse(task?.createdAt ?? '')).toBe(7 * 86_400_000)
    expect((await world.prisma.application.findUniqueOrThrow({ where: { id: applicationId } })).state).toBe('active')
    expect(await world.prisma.teamMember.findFirst({ where: { teamId, personId: stays.personId } })).toMatchObject({
      role: 'owner',
    })
    const inbox = await listTasks({ ctx: world.ctx(await world.member('Admin')), input: {} })
    expect(inbox.items.map(({ id }) => id)).toContain(`rotate-credential:${task?.id}`)
  })

  test.each([
    ['keep', { expiresAt: null, revokedAt: null }],
    ['rotate', { expiresAt: expect.any(Date), revokedAt: null }],
    ['stop', { revokedAt: expect.any(Date) }],
  ] as const)('is decided: %s', async (decision, expected) => {
    const { goes, credentialId } = await leaver()
    await off(goes.personId)
    const task = await taskOf(credentialId)
    if (!task) throw new Error('no task')
    const decide = async () =>
      decideRotationTask({
        ctx: world.ctx(await world.member('Admin')),
        input: { rotationTaskId: task.id, decision },
      })
    await decide()
    expect(await world.prisma.credential.findUniqueOrThrow({ where: { id: credentialId } })).toMatchObject(expected)
    expect(await taskOf(credentialId)).toBeUndefined()
    await expect(decide()).rejects.toMatchObject({ code: 'changed_meanwhile' })
  })

  test('stops at its date when nobody decides; the team hears of it three days and one day before, and then', async () => {
    const { goes, stays, credentialId } = await leaver()
    await off(goes.personId)
    const task = await taskOf(credentialId)
    const mails = async () => {
      const { rows } = await world.db.pool.query<{
        payload: { template: string; personId: string; data: { when?: string } }
      }>(
        `SELECT payload FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
         WHERE t.identifier = 'send-mail' AND payload->>'template' = 'secret-stops' AND payload->>'personId' = $1 ORDER BY j.id`,
        [stays.personId],
      )
      return rows.map(({ payload }) => payload.data.when ?? 'stopped')
    }
    const runIn = (days: number) =>
      stopDueSecrets({ ctx: { ...world.ctx(), now: () => new Date(Date.now() + days * 86_400_000) }, input: {} })
    await runIn(3)
    expect(await mails()).toEqual([])
    await runIn(4.1)
    await runIn(5)
    expect(await mails()).toEqual(['in 3 days'])
    await Promise.all([runIn(6.1), runIn(6.1)])
    expect(await mails()).toEqual(['in 3 days', 'tomorrow'])
    expect(await world.accessRow('credential', credentialId)).not.toHaveProperty('revokedAt')
    await Promise.all([runIn(7.1), runIn(7.1)])
    expect(await mails()).toEqual(['in 3 days', 'tomorrow', 'stopped'])
    expect(await world.accessRow('credential', credentialId)).toHaveProperty('revokedAt')
    expect(await world.prisma.rotationTask.findUniqueOrThrow({ where: { id: task?.id ?? '' } })).toMatchObject({
      decision: 'stopped',
      decidedBy: { kind: 'system' },
    })
    expect(await world.prisma.auditLog.count({ where: { action: 'rotation-task.due', targetId: credentialId } })).toBe(
      1,
    )
    await runIn(8)
    expect(await mails()).toHaveLength(3)
  })

  test('that was decided, or whose person is back, does not stop by itself', async () => {
    const [decided, back] = [await leaver(), await leaver()]
    for (const { goes } of [decided, back]) await off(goes.personId)
    const task = await taskOf(decided.credentialId)
    await decideRotationTask({
      ctx: world.ctx(await world.member('Admin')),
      input: { rotationTaskId: task?.id ?? ('' as never), decision: 'keep' },
    })
    await reactivatePerson({ ctx: world.ctx(), input: { personId: back.goes.personId as never } })
    await stopDueSecrets({
      ctx: { ...world.ctx(), now: () => new Date(Date.now() + 8 * 86_400_000) },
      input: {},
    })
    for (const { credentialId } of [decided, back])
      expect(await world.accessRow('credential', credentialId)).not.toHaveProperty('revokedAt')
  })

  test('stops at once, or stays, where the organization has said so', async () => {
    for (const [setting, revoked] of [
      [{ rule: 'stop' as const }, true],
      [{ rule: 'keep' as const }, false],
    ] as const) {
      await rule(setting)
      const { goes, credentialId } = await leaver()
      await off(goes.personId)
      const { revokedAt } = await world.prisma.credential.findUniqueOrThrow({ where: { id: credentialId } })
      expect(revokedAt !== null, setting.rule).toBe(revoked)
      expect(await taskOf(credentialId)).toBeUndefined()
    }
    await rule({ rule: 'rotate', days: 7 })
  })

  test('gets a task also when he only leaves the team', async () => {
    const { goes, stays, teamId, credentialId } = await leaver()
    await world.prisma.teamMember.updateMany({
      where: { teamId, personId: stays.personId },
      data: { role: 'owner' },
    })
    await removeTeamMember({ ctx: world.ctx(), input: { teamId: teamId as never, personId: goes.personId } })
    expect(await taskOf(credentialId)).toMatchObject({ reason: 'left-team' })
  })

  test('of an application that nobody is left for: it stops, and goes on when he returns; what was revoked stays so', async () => {
    const providerId = await world.provider('scim')
    const ctx = world.directory(providerId)
    const teamId = await world.team()
    const user = await world.user(providerId)
    await world.group(providerId, { kind: 'team', teamId, role: 'developer' }, [user])
    const person = await world.personOf(user)
    const { actor } = await world.signIn(person?.id ?? '')
    if (!actor) throw new Error('no session')
    const { applicationId, credentialId } = await world.key(actor, teamId)
    await patchUser({ ctx, input: { id: user, operations: active(false) } })
    expect(await world.accessRow('application', applicationId)).toMatchObject({ state: 'suspended' })
    const admin = world.ctx(await world.member('Admin'))
    const inbox = await listTasks({ ctx: admin, input: {} })
    expect(inbox.items.map(({ id }) => id)).toContain(`application-ownerless:${applicationId}`)
    const task = await taskOf(credentialId)
    if (!task) throw new Error('no task')
    await decideRotationTask({ ctx: admin, input: { rotationTaskId: task.id, decision: 'stop' } })
    await patchUser({ ctx, input: { id: user, operations: active(true) } })
    expect(await world.accessRow('application', applicationId)).toMatchObject({ state: 'active' })
    expect(await world.accessRow('credential', credentialId)).toHaveProperty('revokedAt')
  })
})
