import type { AccessAct } from '@gatehouse/contracts/access-acts'
import type { Actor } from '@gatehouse/contracts/actor'
import { newId } from '@gatehouse/contracts/ids'
import type { JsonObject } from '@gatehouse/contracts/json'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { decideAccessChange } from '../src/access-changes/decide-access-change.ts'
import { getAccessChange } from '../src/access-changes/get-access-change.ts'
import { proposeAccessChange } from '../src/access-changes/propose-access-change.ts'
import { withdrawAccessChange } from '../src/access-changes/withdraw-access-change.ts'
import { createApi } from '../src/apis/create-api.ts'
import { updateApi } from '../src/apis/update-api.ts'
import type { Context } from '../src/grammar/context.ts'
import { createGuardrail } from '../src/guardrails/create-guardrail.ts'
import { getGuardrail } from '../src/guardrails/get-guardrail.ts'
import { switchGuardrail } from '../src/guardrails/switch-guardrail.ts'
import { updateGuardrail } from '../src/guardrails/update-guardrail.ts'
import { createProduct } from '../src/products/create-product.ts'
import { setProductItems } from '../src/products/update-product.ts'
import { listTasks } from '../src/tasks/list-tasks.ts'
import { createTeam } from '../src/teams/create-team.ts'
import { createTestInstallation } from '../src/testing.ts'

let app: Awaited<ReturnType<typeof createTestInstallation>>
let rolf: Context & { actor: Actor & { kind: 'member' } }
let sana: Context & { actor: Actor & { kind: 'member' } }
let count = 0

beforeAll(async () => {
  app = await createTestInstallation()
  sana = Object.assign(app.ctx(), { actor: await app.member('Security admin') })
  rolf = Object.assign(app.ctx(), { actor: await app.member('Security reviewer') })
})
afterAll(() => app.drop())
beforeEach(() => review({}))

/** Writes the organization's list; by default guardrails alone. */
async function review(rule: JsonObject) {
  await app.db.prisma.organization.updateMany({ data: { settings: { accessReview: rule } } })
}

const noAnonymous = (more: JsonObject = {}): JsonObject => {
  count += 1
  return {
    name: `No anonymous calls ${count}`,
    policy: 'requirements',
    options: { noAnonymous: true },
    reason: 'Everybody says who he is.',
    ...more,
  }
}
const propose = (
  ctx: Context,
  act: AccessAct,
  input: JsonObject,
  more: { urgent?: boolean; boundHash?: string } = {},
) => proposeAccessChange({ ctx, input: { act, input, reason: 'A test asks for it.', ...more } })
const decide = (
  ctx: Context,
  change: { id: string; boundHash: string },
  decision: 'approved' | 'rejected' = 'approved',
) =>
  decideAccessChange({
    ctx,
    input: {
      change: change.id as never,
      decision,
      boundHash: change.boundHash,
      ...(decision === 'rejected' ? { reason: 'No.' } : {}),
    },
  })
/** Rules whose own example says otherwise. */
const failing = {
  rules: [{ effect: 'deny', when: [{ of: 'method', anyOf: ['DELETE'] }] }],
  otherwise: 'allow',
  examples: [{ title: 'Anybody may delete', method: 'DELETE', expect: 'allow' }],
}
const guardrails = () => app.db.prisma.guardrail.count()
async function made(options: JsonObject = {}) {
  const change = await propose(sana, 'guardrail.create', noAnonymous(options))
  const { target } = await decide(rolf, change)
  if (!target) throw new Error('nothing was made')
  return target.id as ReturnType<typeof newId<'guardrail'>>
}

test('S8 what the list names is refused at once, with how to ask; what it does not name acts at once', async () => {
  const before = await guardrails()
  await expect(createGuardrail({ ctx: sana, input: noAnonymous() as never })).rejects.toMatchObject({
    code: 'access_review_needed',
    detail: expect.stringContaining('guardrail.create'),
  })
  expect(await guardrails()).toBe(before)
  await review({ kinds: [] })
  const direct = await createGuardrail({ ctx: sana, input: noAnonymous() as never })
  expect(direct.history[0]).toMatchObject({ state: 'applied', review: 'none', act: 'guardrail.create' })
  expect(direct.sentences.join(' ')).not.toBe('')
})

test('S22 a proposal changes nothing; another person who may approve applies it, and both are in the audit log', async () => {
  const before = await guardrails()
  const change = await propose(sana, 'guardrail.create', noAnonymous({ scope: { stage: 'production' } }))
  expect(change).toMatchObject({ state: 'proposed', before: null, acts: { approve: { allowed: false } } })
  expect(change.after?.sentences.at(-1)).toBe('Holds on Production.')
  expect(await guardrails()).toBe(before)
  expect((await listTasks({ ctx: rolf, input: {} })).items.map(({ href }) => href)).toContain(
    `/access/guardrails/changes/${change.id}`,
  )
  const done = await decide(rolf, change)
  expect(done).toMatchObject({ state: 'applied', review: 'done', decidedBy: { id: rolf.actor.personId } })
  expect(await guardrails()).toBe(before + 1)
  const rows = await app.db.prisma.auditLog.findMany({ where: { targetId: done.target?.id ?? '' } })
  expect(rows).toHaveLength(1)
  expect(rows[0]).toMatchObject({
    action: 'guardrail.create',
    actorId: rolf.actor.personId,
    after: { accessChange: change.id, proposedBy: sana.actor.personId, approvedBy: rolf.actor.personId },
  })
  const mails = await app.mails()
  expect(
    mails.filter(({ personId, template }) => personId === rolf.actor.personId && template === 'access-change-asked')
      .length,
  ).toBeGreaterThan(0)
  expect(
    mails.filter(({ personId, template }) => personId === sana.actor.personId && template === 'access-change-news')
      .length,
  ).toBeGreaterThan(0)
})

test('nobody approves what he asked for: not with two roles, not through a key that he made, not with another man’s hash', async () => {
  const both = { ...app.ctx(), actor: await app.member('Security admin', 'Security reviewer', 'Admin') }
  const own = await propose(both, 'guardrail.create', noAnonymous())
  await expect(decide(both, own)).rejects.toMatchObject({ code: 'forbidden' })
  await expect(decide({ ...both, actor: { ...both.actor, sessionId: newId('session') } }, own)).rejects.toMatchObject({
    code: 'forbidden',
  })
  const team = await createTeam({ ctx: app.ctx(), input: { name: `Machines ${count}` } })
  const accountId = newId('serviceAccount')
  const keyId = newId('managementKey')
  const role = await app.db.prisma.role.findUniqueOrThrow({ where: { name: 'Security admin' } })
  await app.db.prisma.serviceAccount.create({ data: { id: accountId, teamId: team.id, name: 'CI' } })
  await app.db.prisma.roleAssignment.create({
    data: { id: newId('roleAssignment'), roleId: role.id, serviceAccountId: accountId, scope: 'organization' },
  })
  await app.db.prisma.managementKey.create({
    data: {
      id: keyId,
      serviceAccountId: accountId,
      name: 'CI',
      hash: keyId,
      start: 'gh',
      scopes: role.permissions,
      createdBy: both.actor.personId,
    },
  })
  const machine: Context = {
    ...app.ctx(),
    actor: {
      kind: 'serviceAccount',
      serviceAccountId: accountId,
      keyId,
      teamId: team.id,
      grants: [
        {
          permissions: ['api.read', 'guardrail.read', 'guardrail.manage', 'access.approve'],
          scope: { kind: 'organization' },
        },
      ],
    },
  }
  const byKey = await propose(machine, 'guardrail.create', noAnonymous())
  await expect(decide(both, byKey)).rejects.toMatchObject({ code: 'forbidden' })
  await expect(decide(machine, own)).rejects.toMatchObject({ code: 'forbidden' })
  expect(byKey.acts.approve.allowed).toBe(false)
  await expect(decide(rolf, { id: own.id, boundHash: byKey.boundHash })).rejects.toMatchObject({
    code: 'changed_meanwhile',
  })
  expect((await decide(rolf, byKey)).state).toBe('applied')
})

test('a reviewer approves and cannot ask; who lost the right to ask since is not acted for', async () => {
  await expect(propose(rolf, 'guardrail.create', noAnonymous())).rejects.toMatchObject({ code: 'forbidden' })
  const mira = { ...app.ctx(), actor: await app.member('Security admin') }
  const change = await propose(mira, 'guardrail.create', noAnonymous())
  await app.db.prisma.roleAssignment.deleteMany({ where: { personId: mira.actor.personId } })
  await expect(decide(rolf, change)).rejects.toMatchObject({ code: 'forbidden' })
  await app.db.prisma.person.update({ where: { id: mira.actor.personId }, data: { deactivatedAt: new Date() } })
  await expect(decide(rolf, change)).rejects.toMatchObject({ code: 'not_possible' })
  expect((await decide(rolf, change, 'rejected')).state).toBe('rejected')
})

test('what a change rests on has moved: it is stale, says what has changed, and cannot be approved', async () => {
  const id = await made()
  const change = await propose(sana, 'guardrail.update', { guardrail: id, reason: 'Another reason.' })
  const other = await propose(sana, 'guardrail.switch', { guardrail: id, enabled: false })
  expect((await decide(rolf, other)).state).toBe('applied')
  const now = await getAccessChange({ ctx: sana, input: { change: change.id } })
  expect(now).toMatchObject({ state: 'stale', stateReason: expect.stringContaining('version 2 now, not 1') })
  await expect(decide(rolf, change)).rejects.toMatchObject({ code: 'access_change_move' })
  expect((await listTasks({ ctx: sana, input: {} })).items.map(({ id: task }) => task)).toContain(
    `access-change-stale:${change.id}`,
  )
})

test('a base that moves without anybody’s sweep makes the approval itself stale, and nothing is applied', async () => {
  const id = await made()
  const change = await propose(sana, 'guardrail.switch', { guardrail: id, enabled: false })
  await app.db.prisma.guardrail.update({ where: { id }, data: { etag: { increment: 1 } } })
  expect((await decide(rolf, change)).state).toBe('stale')
  expect(await app.db.prisma.guardrail.findUniqueOrThrow({ where: { id } })).toMatchObject({ enabled: true })
})

test('races end legal: many approvers at once, and approve against withdraw, apply at most once', async () => {
  const reviewers = await Promise.all(
    [1, 2, 3, 4].map(async () => ({ ...app.ctx(), actor: await app.member('Security reviewer') })),
  )
  for (let round = 0; round < 5; round += 1) {
    const before = await guardrails()
    const change = await propose(sana, 'guardrail.create', noAnonymous())
    const acts = [
      ...reviewers.map((ctx) => () => decide(ctx, change)),
      ...(round % 2 === 0 ? [() => withdrawAccessChange({ ctx: sana, input: { change: change.id } })] : []),
      ...(round > 2 ? [() => decide(rolf, change, 'rejected')] : []),
    ]
    const results = await Promise.allSettled(acts.map((act) => act()))
    const won = results.filter(({ status }) => status === 'fulfilled')
    expect(won).toHaveLength(1)
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'access_change_move' })
    const { state } = await getAccessChange({ ctx: sana, input: { change: change.id } })
    expect(await guardrails()).toBe(before + (state === 'applied' ? 1 : 0))
    expect(['applied', 'withdrawn', 'rejected']).toContain(state)
  }
})

test('two changes of the same approved at once: one holds, the other is stale', async () => {
  const id = await made()
  const one = await propose(sana, 'guardrail.update', { guardrail: id, reason: 'One.' })
  const two = await propose(sana, 'guardrail.update', { guardrail: id, reason: 'Two.' })
  const mira = { ...app.ctx(), actor: await app.member('Security reviewer') }
  await Promise.allSettled([decide(rolf, one), decide(mira, two)])
  const states = await app.db.prisma.accessChange.findMany({
    where: { id: { in: [one.id, two.id] } },
    select: { state: true },
  })
  expect(states.map(({ state }) => state).sort()).toEqual(['applied', 'stale'])
  expect((await getGuardrail({ ctx: sana, input: { guardrail: id } })).etag).toBe(2)
})

test('block now, review after: only where the organization allows it, only what gives nobody more; a rejection takes it back', async () => {
  const block = noAnonymous()
  await expect(propose(sana, 'guardrail.create', block, { urgent: true })).rejects.toMatchObject({
    code: 'not_possible',
  })
  await review({ urgent: true })
  const change = await propose(sana, 'guardrail.create', block, { urgent: true })
  expect(change).toMatchObject({ state: 'applied', review: 'open' })
  const id = change.target?.id as ReturnType<typeof newId<'guardrail'>>
  expect((await listTasks({ ctx: rolf, input: {} })).items.map(({ kind }) => kind)).toContain('review-access-change')
  await expect(decide(sana, change)).rejects.toMatchObject({ code: 'forbidden' })
  expect(await decide(rolf, change, 'rejected')).toMatchObject({ state: 'rejected', review: 'done' })
  expect(await app.db.prisma.guardrail.findUnique({ where: { id } })).toBeNull()
  const off = await made({ enabled: false })
  await expect(
    propose(sana, 'guardrail.switch', { guardrail: off, enabled: false }, { urgent: true }),
  ).rejects.toMatchObject({ code: 'not_possible' })
  const on = await propose(sana, 'guardrail.switch', { guardrail: off, enabled: true }, { urgent: true })
  expect(await decide(rolf, on)).toMatchObject({ state: 'applied', review: 'done' })
  expect(await app.db.prisma.guardrail.findUniqueOrThrow({ where: { id: off } })).toMatchObject({ enabled: true })
})

test('a change that nobody decided in time cannot be approved any more', async () => {
  const change = await propose(sana, 'guardrail.create', noAnonymous())
  await app.db.prisma.accessChange.update({ where: { id: change.id }, data: { expiresAt: new Date(0) } })
  await expect(decide(rolf, change)).rejects.toMatchObject({ code: 'access_change_move' })
  expect((await getAccessChange({ ctx: sana, input: { change: change.id } })).state).toBe('expired')
})

test('the list itself is such a change, and other kinds ask the same way: what a product bundles', async () => {
  const { id: teamId } = await createTeam({ ctx: app.ctx(), input: { name: 'Shop' } })
  const admin = { ...app.ctx(), actor: await app.member('Admin') }
  const rule = await propose(sana, 'access-review.put', { kinds: ['guardrail', 'product-membership'], stages: 'live' })
  expect(rule.after?.sentences[0]).toBe('A Security reviewer agrees to: Guardrails, Products.')
  await decide(rolf, rule)
  const product = { name: 'Orders', teamId, items: [], plans: [], portalIds: [] }
  await expect(createProduct({ ctx: admin, input: product })).rejects.toMatchObject({ code: 'access_review_needed' })
  const made = await propose(admin, 'product.create', product)
  const productId = (await decide(rolf, made)).target?.id as ReturnType<typeof newId<'product'>>
  await expect(setProductItems({ ctx: admin, input: { productId, items: [] }, ifMatch: 1 })).rejects.toMatchObject({
    code: 'access_review_needed',
  })
  const items = await propose(admin, 'product.set-items', { productId, items: [] })
  expect((await decide(rolf, items)).state).toBe('applied')
})

test('a secret of a proposal is stored sealed, and is not shown', async () => {
  const change = await propose(sana, 'identity-provider.create', {
    name: 'Partner',
    settings: { kind: 'oidc', issuer: 'https://login.partner.example', clientId: 'x' },
    secret: 'kept to ourselves',
  })
  const row = await app.db.prisma.accessChange.findUniqueOrThrow({ where: { id: change.id } })
  expect(JSON.stringify([row, change])).not.toContain('kept to ourselves')
  const done = await decide(rolf, change)
  expect(done.after?.sentences).toContain('It has a secret, which is not shown.')
  const provider = await app.db.prisma.identityProvider.findUniqueOrThrow({ where: { id: done.target?.id ?? '' } })
  expect(provider.sealed).not.toBeNull()
})

test('a guardrail that no gateway could run, or whose own example fails, cannot be asked for', async () => {
  await expect(propose(sana, 'guardrail.create', noAnonymous({ options: { nothing: true } }))).rejects.toMatchObject({
    code: 'invalid_input',
    errors: expect.arrayContaining([expect.objectContaining({ pointer: '/options' })]),
  })
  await expect(
    propose(sana, 'guardrail.create', noAnonymous({ policy: 'access-rules', options: failing })),
  ).rejects.toMatchObject({ code: 'deploy_blocked' })
})

test('direct edits need the etag that was seen; a switch that changes nothing is nothing to review', async () => {
  await review({ kinds: [] })
  const made = await createGuardrail({ ctx: sana, input: noAnonymous() as never })
  await expect(
    updateGuardrail({ ctx: sana, input: { guardrail: made.id, reason: 'x' }, ifMatch: 7 }),
  ).rejects.toMatchObject({ code: 'changed_meanwhile' })
  const same = await switchGuardrail({ ctx: sana, input: { guardrail: made.id, enabled: true } })
  expect(same.history).toHaveLength(1)
  const off = await switchGuardrail({ ctx: sana, input: { guardrail: made.id, enabled: false } })
  expect(off).toMatchObject({ enabled: false, etag: 2 })
  expect(off.history.map(({ title }) => title)[0]).toContain('off')
})

test('S22 an API does not leave the guardrails of its audience by changing for whom it is, without Security', async () => {
  const owner = { ...app.ctx(), actor: await app.member('Product owner') }
  const team = await createTeam({ ctx: app.ctx(), input: { name: `Audience ${count}` } })
  const api = await createApi({
    ctx: owner,
    input: { name: `Audience ${count}`, audience: 'partner', teamId: team.id },
  })
  const to = (audience: 'internal' | 'partner' | 'public', etag: number) =>
    updateApi({ ctx: owner, input: { api: api.slug, audience }, ifMatch: etag })
  await made({ scope: { audience: 'public' } })
  const moved = await to('internal', api.etag)
  await made({ scope: { audience: 'internal' } })
  await expect(to('partner', moved.etag)).rejects.toMatchObject({ code: 'access_review_needed' })
  const named = await updateApi({
    ctx: owner,
    input: { api: api.slug, summary: 'Still ours.' },
    ifMatch: moved.etag,
  })
  const contact = { api: api.slug, audience: 'partner', contactEmail: 'somebody@example.com' }
  await expect(propose(owner, 'api.update', contact)).rejects.toMatchObject({ code: 'invalid_input' })
  const change = await propose(owner, 'api.update', { api: api.slug, audience: 'partner' })
  expect(change).toMatchObject({ state: 'proposed', title: `Make ${named.name} an API for partner callers` })
  await decide(rolf, change)
  expect(await app.db.prisma.api.findUniqueOrThrow({ where: { id: api.id } })).toMatchObject({ audience: 'partner' })
})

test('a stage that could not run with it any more is found at the approval; nothing is applied, and it stays open', async () => {
  const change = await propose(sana, 'guardrail.create', noAnonymous())
  const before = await guardrails()
  // As a newer version of the program would leave it: the options are none that this one knows.
  const input = { ...(change.after?.json ?? {}), policy: 'access-rules', options: failing }
  await app.db.prisma.accessChange.update({ where: { id: change.id }, data: { input } })
  await expect(decide(rolf, change)).rejects.toMatchObject({ code: 'deploy_blocked' })
  expect(await guardrails()).toBe(before)
  expect((await getAccessChange({ ctx: sana, input: { change: change.id } })).state).toBe('proposed')
})
