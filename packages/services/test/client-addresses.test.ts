import { clientSettings } from '@gatehouse/contracts/oauth-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMyClient, updateMyClient } from '../src/credentials/my-clients.ts'
import { loadAccessRows } from '../src/publishing/access-rows.ts'
import { createIssuerWorld, type IssuerWorld } from './issuer-world.ts'

let world: IssuerWorld
beforeAll(async () => {
  world = await createIssuerWorld()
})
afterAll(() => world.end())

test('S1f a client carries the addresses from which its tokens may be used to the gateways; they change on what was seen alone', async () => {
  const ipRanges = ['203.0.113.0/24', '2001:db8::/32']
  const made = await createMyClient({
    ctx: world.developer,
    input: {
      applicationId: world.applicationId as never,
      stageId: world.stage.id as never,
      name: 'Narrow',
      ipRanges,
      client: clientSettings.parse({ authMethod: 'client_secret_basic', grants: ['client_credentials'] }),
    },
  })
  const { id, etag } = made.credential
  const row = async () => {
    const client = await world.db.pool.connect()
    const names = [{ kind: 'credential', id, seq: 1, stageId: null, deleted: false }]
    const [source] = await loadAccessRows(client, names).finally(() => client.release())
    return source?.row?.(world.stage.id)
  }
  expect(await row()).toMatchObject({ ipRanges })
  const change = (input: object, ifMatch: number) =>
    updateMyClient({ ctx: world.developer, input: { credentialId: id, ...input }, ifMatch })
  const next = await change({ ipRanges: ['198.51.100.7'] }, etag)
  expect(next.ipRanges).toEqual(['198.51.100.7'])
  await expect(change({ ipRanges: [] }, etag)).rejects.toMatchObject({ code: 'changed_meanwhile' })
  // What is not said stays.
  await change({ name: 'Narrower' }, next.etag)
  expect(await row()).toMatchObject({ ipRanges: ['198.51.100.7'] })
})
