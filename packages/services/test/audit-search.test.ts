import { newId } from '@gatehouse/contracts/ids'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { auditFacets, auditTargets } from '../src/audit/audit-facets.ts'
import { getAuditEntry } from '../src/audit/get-audit-entry.ts'
import { listAudit } from '../src/audit/list-audit.ts'
import { verb } from '../src/grammar/verb.ts'
import { createTeam } from '../src/teams/create-team.ts'
import { updateTeam } from '../src/teams/update-team.ts'
import { createTestInstallation, type TestInstallation } from '../src/testing.ts'

let app: TestInstallation
let admin: Awaited<ReturnType<TestInstallation['member']>>
const [gold, silver] = [newId('plan'), newId('plan')]

/** Says in the log whatever a test says. */
const say = verb({
  name: 'test.say',
  allowed: { permission: 'audit.read' },
  input: z.strictObject({ action: z.string(), target: z.string(), before: z.json(), after: z.json() }),
  run: async () => ({}),
  audit: ({ input }) => ({
    action: input.action,
    target: { kind: 'plan', id: input.target },
    before: input.before,
    after: input.after,
  }),
})
const search = async (input: object) => {
  const { items } = await listAudit({ ctx: app.ctx(admin), input: input as never })
  return items.map(({ action, after }) => `${action} ${(after as { limit?: number } | null)?.limit ?? ''}`.trim())
}
const at = (text: string) => ({ now: () => new Date(text) })

beforeAll(async () => {
  app = await createTestInstallation()
  admin = await app.member('Admin')
  const write = (when: string, action: string, target: string, before: object, after: object) =>
    say({
      ctx: app.ctx(admin, at(when)),
      input: { action, target, before: before as never, after: after as never },
    })
  await write('2026-08-10T10:00:00Z', 'plan.create', gold, {}, { limit: 1, rateLimit: { requestsPerMinute: 100 } })
  await write('2026-09-10T10:00:00Z', 'plan.revise', gold, { limit: 1 }, { limit: 2, rateLimit: null })
  await write('2026-10-10T10:00:00Z', 'plan.revise', silver, { limit: 3 }, { limit: 3, colour: 'Glänzend, "silver"' })
  await write('2026-10-11T10:00:00Z', 'planner.create', silver, {}, { limit: 4, other: true })
})
afterAll(() => app.drop())

describe('a search of the audit log finds', () => {
  test('whole actions and first parts, several at once, and never what only begins alike', async () => {
    expect(await search({ action: ['plan'] })).toEqual(['plan.revise 3', 'plan.revise 2', 'plan.create 1'])
    expect(await search({ action: ['planner', 'plan.create'] })).toEqual(['planner.create 4', 'plan.create 1'])
    expect(await search({ action: ['nothing'] })).toEqual([])
  })

  test('fields and values by words and their beginnings, in names written together, too', async () => {
    expect(await search({ text: 'rate limit' })).toEqual(['plan.revise 2', 'plan.create 1'])
    expect(await search({ text: 'rateLimit' })).toEqual(['plan.revise 2', 'plan.create 1'])
    expect(await search({ text: 'perMin 100' })).toEqual(['plan.create 1'])
    expect(await search({ text: 'GLÄNZ silver' })).toEqual(['plan.revise 3'])
    expect(await search({ text: `'); DROP TABLE audit_log; --` })).toEqual([])
    expect(await search({ text: '***' })).toEqual([])
  })

  test('a month, to the millisecond', async () => {
    const month = { from: '2026-09-10T10:00:00.000Z', to: '2026-10-10T10:00:00.000Z', action: ['plan'] }
    expect(await search(month)).toEqual(['plan.revise 2'])
    expect(await search({ ...month, from: '2026-09-10T10:00:00.001Z' })).toEqual([])
  })

  test('who, what and which request', async () => {
    expect(await search({ actorId: admin.personId, targetId: gold })).toHaveLength(2)
    const { items } = await listAudit({ ctx: app.ctx(admin), input: { targetId: gold, limit: 1 } })
    expect(await search({ requestId: items[0]?.requestId ?? '' })).toEqual(['plan.revise 2'])
  })

  test('page after page, each entry once', async () => {
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await listAudit({ ctx: app.ctx(admin), input: { limit: 2, ...(cursor ? { cursor } : {}) } })
      seen.push(...page.items.map(({ seq }) => seq))
      cursor = page.next ?? undefined
    } while (cursor !== undefined)
    expect(seen).toEqual([...new Set(seen)])
    expect(seen).toHaveLength(await app.db.prisma.auditLog.count())
  })
})

test('what can be chosen is what stands in the log', async () => {
  const { actions, actors } = await auditFacets({ ctx: app.ctx(admin), input: {} })
  expect(actions).toEqual(expect.arrayContaining(['plan.create', 'plan.revise', 'planner.create']))
  expect(actions).toEqual([...new Set(actions)])
  expect(actors).toContainEqual({ kind: 'member', id: admin.personId, name: expect.stringMatching(/^Person/) })
})

test('an entry comes with its neighbours of the same target and the names of what it speaks of', async () => {
  const team = await createTeam({ ctx: app.ctx(admin), input: { name: 'Harbour' } })
  let { etag } = team
  for (const name of ['Quay', 'Dock'])
    ({ etag } = await updateTeam({ ctx: app.ctx(admin), input: { teamId: team.id, name }, ifMatch: etag }))
  const { items } = await listAudit({ ctx: app.ctx(admin), input: { targetId: team.id } })
  const view = await getAuditEntry({ ctx: app.ctx(admin), input: { seq: items[1]?.seq ?? '' } })
  expect(view.entry).toMatchObject({ action: 'team.update', before: { name: 'Harbour' }, after: { name: 'Quay' } })
  expect(view.newer.map(({ after }) => after)).toEqual([{ name: 'Dock' }])
  expect(view.older.map(({ action }) => action)).toEqual(['team.create'])
  expect(view.entry.names).toEqual({ [team.id]: 'Dock' })
  const found = await auditTargets({ ctx: app.ctx(admin), input: { q: 'dock' } })
  expect(found.items).toEqual([{ kind: 'team', id: team.id, name: 'Dock' }])
})

test('who may read the log of one team finds nothing else: no entry, no name, no actor, no target', async () => {
  const own = await createTeam({ ctx: app.ctx(admin), input: { name: 'Own' } })
  const other = await createTeam({ ctx: app.ctx(admin), input: { name: 'Other' } })
  const auditor = {
    ...admin,
    grants: [{ permissions: ['audit.read'] as const, scope: { kind: 'team' as const, teamId: own.id } }],
  }
  const ctx = app.ctx(auditor)
  const { items } = await listAudit({ ctx, input: {} })
  expect(items.map(({ target }) => target.id)).toEqual([own.id])
  const foreign = await listAudit({ ctx: app.ctx(admin), input: { targetId: other.id } })
  await expect(getAuditEntry({ ctx, input: { seq: foreign.items[0]?.seq ?? '' } })).rejects.toMatchObject({
    code: 'not_found',
  })
  expect(await auditFacets({ ctx, input: {} })).toEqual({ actions: ['team.create'], actors: [] })
  expect((await auditTargets({ ctx, input: { q: 'o' } })).items).toEqual([{ kind: 'team', id: own.id, name: 'Own' }])
})
