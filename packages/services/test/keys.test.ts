import { hashKey, keyPrefixes, parseKey } from '@gatehouse/auth/credentials'
import type { EndpointInput } from '@gatehouse/contracts/endpoint'
import type { rotateMyCredential as rotateEndpoint } from '@gatehouse/contracts/endpoints/my-applications'
import { newId } from '@gatehouse/contracts/ids'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createMyApplication } from '../src/applications/my-applications.ts'
import { createCredential, createMyCredential } from '../src/credentials/create-credential.ts'
import { getCredential, getMyCredential, listMyCredentials } from '../src/credentials/read-credentials.ts'
import { remindOfEndingCredentials } from '../src/credentials/remind-of-ending.ts'
import { revokeMyCredential } from '../src/credentials/revoke-credential.ts'
import { rotateCredential, rotateMyCredential } from '../src/credentials/rotate-credential.ts'
import { updateCredential, updateMyCredential } from '../src/credentials/update-credential.ts'
import { loadAccessRows } from '../src/publishing/access-rows.ts'
import { markCredentialsUsed } from '../src/usage/mark-credentials-used.ts'
import { createWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.end())

const day = 86_400_000
const ahead = (ms: number) => new Date(Date.now() + ms).toISOString()

async function withKey(
  over: Partial<EndpointInput<typeof import('@gatehouse/contracts/endpoints/my-applications').createMyCredential>> = {},
) {
  const developer = await world.developer()
  const application = await createMyApplication({ ctx: developer, input: { name: 'Shop' } })
  const stageId = world.stages.live.id as never
  const made = await createMyCredential({
    ctx: developer,
    input: { applicationId: application.id, stageId, name: 'Till', ...over },
  })
  const rotate = (how: Omit<EndpointInput<typeof rotateEndpoint>, 'credentialId'>, credentialId = made.credential.id) =>
    rotateMyCredential({ ctx: developer, input: { credentialId, ...how } })
  const get = (credentialId = made.credential.id) => getMyCredential({ ctx: developer, input: { credentialId } })
  return { developer, application, stageId, ...made, rotate, get }
}

/** A credential's row as gateways get it. */
async function accessRow(id: string) {
  const client = await world.db.pool.connect()
  try {
    const names = [{ kind: 'credential', id, seq: 1, stageId: null, deleted: false }]
    return (await loadAccessRows(client, names))[0]?.row?.(world.stages.live.id)
  } finally {
    client.release()
  }
}
const changesOf = (id: string) => world.db.prisma.changeLog.count({ where: { channel: 'access', entityId: id } })

test('S1a: a key says its stage by its prefix and carries a checksum', async () => {
  const { key } = await withKey()
  expect(key.startsWith(keyPrefixes.live)).toBe(true)
  expect(parseKey(key)).toEqual({ wellFormed: true, environment: 'live' })
  expect(parseKey(`${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`).wellFormed).toBe(false)
})

test('S1c: the key is in the answer of its making and of no reading, and who was shown it is written down', async () => {
  const { developer, key, application, credential, get } = await withKey()
  const read = JSON.stringify([
    await get(),
    await listMyCredentials({ ctx: developer, input: { applicationId: application.id } }),
    await getCredential({ ctx: world.system, input: { credentialId: credential.id } }),
  ])
  expect(read).not.toContain(key)
  expect(read).not.toContain(hashKey(key))
  expect((await get()).seenBy).toEqual([{ personId: developer.personId, name: 'Somebody', at: expect.any(String) }])
})

test('S1d: a key ends at its date, which can be moved while it lives', async () => {
  const { developer, credential } = await withKey({ expiresAt: ahead(day) })
  const moved = ahead(2 * day)
  const input = { credentialId: credential.id, expiresAt: moved }
  const later = await updateMyCredential({ ctx: developer, input, ifMatch: credential.etag })
  expect(await accessRow(credential.id)).toMatchObject({ expiresAt: Date.parse(moved) })
  const after = { ...developer, now: () => new Date(Date.now() + 3 * day) }
  expect((await getMyCredential({ ctx: after, input: { credentialId: credential.id } })).state).toBe('expired')
  await expect(updateMyCredential({ ctx: after, input, ifMatch: later.etag })).rejects.toMatchObject({
    code: 'not_possible',
  })
  await expect(withKey({ expiresAt: '2001-01-01T00:00:00Z' })).rejects.toMatchObject({ code: 'invalid_input' })
})

test('S1d: owners hear by mail a week and a day before the end, each once, and not of a key that was replaced', async () => {
  const { developer, application, credential, rotate } = await withKey({ expiresAt: ahead(20 * day) })
  const mails = async () =>
    (
      await world.db.pool.query<{ when: string }>(
        `SELECT j.payload->'data'->>'when' AS "when" FROM graphile_worker._private_jobs j
         WHERE j.payload->>'template' = 'credential-ends' AND j.payload->>'personId' = $1 ORDER BY j.id`,
        [developer.personId],
      )
    ).rows.map(({ when }) => when)
  const remindIn = (ms: number) =>
    remindOfEndingCredentials({ ctx: { ...world.system, now: () => new Date(Date.now() + ms) }, input: {} })
  await remindIn(day)
  expect(await mails()).toEqual([])
  await remindIn(14 * day)
  await remindIn(14 * day)
  await remindIn(15 * day)
  expect(await mails()).toEqual(['in 6 days'])
  await Promise.all([remindIn(19.5 * day), remindIn(19.5 * day)])
  expect(await mails()).toEqual(['in 6 days', 'within a day'])
  const other = await createMyCredential({
    ctx: developer,
    input: {
      applicationId: application.id,
      stageId: world.stages.live.id as never,
      name: 'b',
      expiresAt: ahead(30 * day),
    },
  })
  await rotate({ overlapHours: 24, expiresAt: ahead(80 * day) }, other.credential.id)
  await remindIn(25 * day)
  expect(await mails()).toHaveLength(2)
  expect(credential.expiresAt).not.toBeNull()
})

test('S1e: a key carries the scopes that it was narrowed to, and so does its successor', async () => {
  const { credential, rotate } = await withKey({ scopes: ['orders:read'] })
  expect(await accessRow(credential.id)).toMatchObject({ scopes: ['orders:read'] })
  const { credential: next } = await rotate({ overlapHours: 1 })
  expect(next.scopes).toEqual(['orders:read'])
})

describe('S1f: a list of addresses', () => {
  test('is in the access row, is changed on an up-to-date state alone, and is told to the stage', async () => {
    const { developer, credential } = await withKey({ ipRanges: ['203.0.113.0/24', '2001:db8::/32'] })
    expect(await accessRow(credential.id)).toMatchObject({ ipRanges: ['203.0.113.0/24', '2001:db8::/32'] })
    const before = await changesOf(credential.id)
    const input = { credentialId: credential.id, ipRanges: [] }
    await expect(updateMyCredential({ ctx: developer, input, ifMatch: 99 })).rejects.toMatchObject({
      code: 'changed_meanwhile',
    })
    await updateMyCredential({ ctx: developer, input, ifMatch: credential.etag })
    expect(await accessRow(credential.id)).not.toHaveProperty('ipRanges')
    expect(await changesOf(credential.id)).toBe(before + 1)
  })

  test.each(['10.0.0.0/33', 'example.com', '::ffff:10.0.0.1', ''])('with %j is refused', async (range) => {
    await expect(withKey({ ipRanges: [range] })).rejects.toMatchObject({ code: 'invalid_input' })
  })
})

test('S1g: last used is at most 60 seconds old: a use later than half a minute after the noted one is noted', async () => {
  const { credential, get, stageId } = await withKey()
  const at = Date.now()
  for (const ms of [0, 10_000, 29_000])
    await markCredentialsUsed(world.system, stageId, new Map([[credential.id, at + ms]]))
  expect((await get()).lastUsedAt).toBe(new Date(at).toISOString())
  await markCredentialsUsed(world.system, stageId, new Map([[credential.id, at + 31_000]]))
  expect((await get()).lastUsedAt).toBe(new Date(at + 31_000).toISOString())
})

describe('S1h: rotation', () => {
  test('links a new key of the same kind to the earlier one; both are good in the overlap, then the new one', async () => {
    const { credential, key, rotate, get, developer } = await withKey({
      ipRanges: ['192.0.2.1'],
      expiresAt: ahead(90 * day),
    })
    const rotated = await rotate({ overlapHours: 24 })
    expect(rotated.key).not.toBe(key)
    expect(rotated.credential).toMatchObject({
      name: 'Till',
      stage: credential.stage,
      ipRanges: ['192.0.2.1'],
      rotatedFrom: { id: credential.id },
      state: 'active',
    })
    expect(Math.abs(Date.parse(rotated.credential.expiresAt ?? '') - Date.now() - 90 * day)).toBeLessThan(60_000)
    const earlier = await get()
    expect(earlier).toMatchObject({ state: 'active', rotatedTo: { id: rotated.credential.id } })
    expect(await accessRow(credential.id)).toMatchObject({ expiresAt: Date.parse(earlier.overlapUntil ?? '') })
    const after = { ...developer, now: () => new Date(Date.now() + 25 * 3600_000) }
    const later = (credentialId: typeof credential.id) => getMyCredential({ ctx: after, input: { credentialId } })
    expect((await later(credential.id)).state).toBe('expired')
    expect((await later(rotated.credential.id)).state).toBe('active')
  })

  test('until a date ends then; at once revokes the earlier one, with receipts', async () => {
    const until = ahead(3 * day)
    const dated = await withKey()
    expect((await dated.rotate({ overlapUntil: until })).earlier.overlapUntil).toBe(until)
    const now = await withKey()
    const { earlier } = await now.rotate({ overlapHours: 0 })
    expect(earlier).toMatchObject({ state: 'revoked', revokedAt: expect.any(String) })
    expect((await now.get()).receipts).toMatchObject({ total: 0 })
    expect(await accessRow(now.credential.id)).toMatchObject({ revokedAt: expect.any(Number) })
  })

  test('of the same key twice at the same time gives one successor', async () => {
    const { credential, rotate } = await withKey()
    const outcomes = await Promise.allSettled(Array.from({ length: 4 }, () => rotate({ overlapHours: 1 })))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await world.db.prisma.credential.count({ where: { rotatedFromId: credential.id } })).toBe(1)
  })

  test('is refused without or with two ends, past 90 days, for what has ended, and where it is another’s', async () => {
    const { rotate, credential, developer } = await withKey()
    for (const how of [
      {},
      { overlapHours: 1, overlapUntil: ahead(day) },
      { overlapUntil: ahead(91 * day) },
      { overlapUntil: '2020-01-01T00:00:00Z' },
    ])
      await expect(rotate(how)).rejects.toMatchObject({ code: 'invalid_input' })
    const stranger = await world.developer()
    const input = { credentialId: credential.id, overlapHours: 1 }
    await expect(rotateMyCredential({ ctx: stranger, input })).rejects.toMatchObject({ code: 'not_found' })
    await revokeMyCredential({ ctx: developer, input: { credentialId: credential.id } })
    await expect(rotate({ overlapHours: 1 })).rejects.toMatchObject({ code: 'not_possible' })
  })

  test('works at the last of an application’s places', async () => {
    const { developer, application, stageId, rotate } = await withKey()
    const place = (n: number) =>
      createMyCredential({ ctx: developer, input: { applicationId: application.id, stageId, name: `k${n}` } })
    for (let n = 2; n <= 50; n += 1) await place(n)
    await expect(place(51)).rejects.toMatchObject({ code: 'not_possible' })
    expect((await rotate({ overlapHours: 0 })).credential.state).toBe('active')
  })
})

test('S1i: revoked is revoked for good: no rotation, no change, no second revocation brings it back', async () => {
  const { developer, credential, get } = await withKey()
  const input = { credentialId: credential.id }
  const first = await revokeMyCredential({ ctx: developer, input })
  const again = await revokeMyCredential({ ctx: developer, input })
  expect(again.revokedAt).toBe(first.revokedAt)
  const change = updateMyCredential({ ctx: developer, input: { ...input, expiresAt: null }, ifMatch: again.etag })
  await expect(change).rejects.toMatchObject({ code: 'not_possible' })
  expect(await get()).toMatchObject({ state: 'revoked' })
  expect(await accessRow(credential.id)).toMatchObject({ revokedAt: Date.parse(first.revokedAt ?? '') })
})

describe('a member with application.manage', () => {
  test('makes, changes and rotates keys of an application and is written down as one who has seen them', async () => {
    const { application, stageId } = await withKey()
    const operator = await world.member('Operator')
    const made = await createCredential({
      ctx: operator,
      input: { applicationId: application.id, stageId, name: 'For support', ipRanges: ['192.0.2.0/24'] },
    })
    const seen = operator.actor.kind === 'member' ? operator.actor.personId : ''
    expect(made.credential.seenBy.map(({ personId }) => personId)).toEqual([seen])
    const input = { credentialId: made.credential.id }
    await updateCredential({ ctx: operator, input: { ...input, name: 'Renamed' }, ifMatch: made.credential.etag })
    const rotated = await rotateCredential({ ctx: operator, input: { ...input, overlapHours: 1 } })
    expect(rotated.credential).toMatchObject({ name: 'Renamed', createdBy: { kind: 'member' } })
  })

  test('and nobody else: a viewer and an analyst see and change nothing', async () => {
    const { application, stageId, credential } = await withKey()
    const analyst = await world.member('Analyst')
    const input = { credentialId: credential.id, overlapHours: 1 }
    await expect(rotateCredential({ ctx: analyst, input })).rejects.toMatchObject({ code: 'forbidden' })
    const make = createCredential({ ctx: analyst, input: { applicationId: application.id, stageId, name: 'x' } })
    await expect(make).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('D7: a key for somebody else', () => {
  test('is made by no field of the body: owner, team, person and hash are refused', async () => {
    const { developer, application, stageId } = await withKey()
    const victim = await world.developer()
    for (const planted of [
      { personId: victim.personId },
      { userId: victim.personId },
      { teamId: victim.teamId },
      { createdBy: { kind: 'developer', id: victim.personId } },
      { hash: hashKey('mine') },
      { id: newId('credential') },
    ]) {
      const input = { applicationId: application.id, stageId, name: 'x', ...planted }
      await expect(createMyCredential({ ctx: developer, input: input as never })).rejects.toMatchObject({
        code: 'invalid_input',
      })
    }
  })

  test('is made for no application of another team, and by no visitor', async () => {
    const { application, stageId, credential } = await withKey()
    const stranger = await world.developer()
    const input = { applicationId: application.id, stageId, name: 'x' }
    await expect(createMyCredential({ ctx: stranger, input })).rejects.toMatchObject({ code: 'not_found' })
    for (const attempt of [
      () => createMyCredential({ ctx: world.visitor, input }),
      () => createCredential({ ctx: world.visitor, input }),
      () => rotateMyCredential({ ctx: world.visitor, input: { credentialId: credential.id, overlapHours: 0 } }),
      () =>
        updateMyCredential({ ctx: world.visitor, input: { credentialId: credential.id, ipRanges: [] }, ifMatch: 1 }),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'unauthenticated' })
  })
})
