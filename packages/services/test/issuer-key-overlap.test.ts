import { createPublicKey, type JsonWebKey, verify } from 'node:crypto'
import { publishAheadSeconds } from '@gatehouse/contracts/issuer-policy'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rotateIssuerKey } from '../src/issuer/issuer-keys.ts'
import { getIssuer } from '../src/issuer/manage-issuer.ts'
import { createIssuerWorld, type IssuerWorld } from './issuer-world.ts'

let world: IssuerWorld
let ahead = 0
const now = () => new Date(Date.now() + ahead)
beforeAll(async () => {
  world = await createIssuerWorld({ now })
})
afterAll(() => world.end())

type KeySet = { keys: (JsonWebKey & { kid: string })[] }
const kidOf = (token: string): string => JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid

/** Whether a token is good by a set of keys and nothing else. */
function stands(token: string, kept: KeySet): boolean {
  const key = kept.keys.find(({ kid }) => kid === kidOf(token))
  const [head = '', body = '', signature = ''] = token.split('.')
  return (
    key !== undefined &&
    verify(
      'sha256',
      Buffer.from(`${head}.${body}`),
      { key: createPublicKey({ key, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    )
  )
}

/** The published keys, as a resource server fetches and keeps them. */
async function published(): Promise<KeySet> {
  return (await (await fetch(`${world.url}/oauth/jwks`)).json()) as KeySet
}

test('S3e a new key is published before it signs: whoever keeps the published keys for minutes refuses no token meanwhile', async () => {
  const made = await world.client({ authMethod: 'client_secret_basic', grants: ['client_credentials'] })
  const token = async () => {
    // Another process of the control plane, which looks at the keys now.
    await world.setPolicy({})
    const response = await fetch(`${world.url}/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${made.id}:${made.secret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    })
    return ((await response.json()) as { access_token: string }).access_token
  }
  const states = async () => (await getIssuer({ ctx: { ...world.security, now }, input: {} })).keys
  const before = await token()
  const keptBefore = await published()

  const { keys } = await rotateIssuerKey({ ctx: { ...world.security, now }, input: {} })
  expect(keys.map(({ state }) => state)).toEqual(['next', 'signing'])
  // Kept since before the rotation: tokens of now are good by them.
  expect(stands(await token(), keptBefore)).toBe(true)
  const keptSince = await published()
  expect(keptSince.keys).toHaveLength(2)
  ahead = (publishAheadSeconds - 60) * 1000
  expect(stands(await token(), keptBefore)).toBe(true)

  ahead = (publishAheadSeconds + 1) * 1000
  const after = await token()
  expect(kidOf(after)).not.toBe(kidOf(before))
  expect(stands(after, keptSince)).toBe(true)
  expect(stands(before, await published())).toBe(true)
  expect((await states()).map(({ state }) => state)).toEqual(['signing', 'published'])

  // Two rotations at once: each waits for its turn, and one key signs.
  await rotateIssuerKey({ ctx: { ...world.security, now }, input: {} })
  await rotateIssuerKey({ ctx: { ...world.security, now }, input: {} })
  expect((await states()).filter(({ state }) => state === 'signing')).toHaveLength(1)
  // One that leaked signs nothing more, nor does what was to follow it.
  await rotateIssuerKey({ ctx: { ...world.security, now }, input: { signs: 'now' } })
  expect((await states()).map(({ state }) => state)).toEqual([
    'signing',
    'published',
    'published',
    'published',
    'published',
  ])
  expect(kidOf(await token())).toBe((await states())[0]?.kid)
})
