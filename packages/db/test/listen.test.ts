import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Listening, listen } from '../src/listen.ts'
import { createEmptyDatabase, type TestDatabase } from '../src/testing.ts'

let test: TestDatabase
let client: pg.Client
const open: Listening[] = []

beforeAll(async () => {
  test = await createEmptyDatabase()
  client = new pg.Client({ connectionString: test.url })
  await client.connect()
})

afterEach(async () => {
  await Promise.all(open.splice(0).map((listening) => listening.close()))
})

afterAll(async () => {
  await client.end()
  await test.drop()
})

function hear(channel: string): { heard: (string | undefined)[]; listening: Listening } {
  const heard: (string | undefined)[] = []
  const listening = listen(test.url, channel, (payload) => heard.push(payload), { maxPauseMs: 100 })
  open.push(listening)
  return { heard, listening }
}

describe('listen', () => {
  it('hands over the payloads of its channel only, after one call that says "read now"', async () => {
    const { heard, listening } = hear('changes')
    await listening.ready
    await client.query("NOTIFY other, 'no'; NOTIFY changes, '7'; NOTIFY changes")
    await expect.poll(() => heard).toEqual([undefined, '7', ''])
  })

  it('listens again after its connection was cut, and says that something may have passed', async () => {
    const { heard, listening } = hear('Cut Off')
    await listening.ready
    await client.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'gatehouse-listen-Cut Off'",
    )
    await expect.poll(() => heard).toEqual([undefined, undefined])
    await client.query(`SELECT pg_notify('Cut Off', 'again')`)
    await expect.poll(() => heard).toEqual([undefined, undefined, 'again'])
  })

  it('keeps trying while there is no database, and can be closed meanwhile', async () => {
    const errors: unknown[] = []
    const listening = listen('postgresql://nobody@127.0.0.1:1/none', 'x', () => undefined, {
      maxPauseMs: 20,
      onError: (error) => errors.push(error),
    })
    await expect.poll(() => errors.length).toBeGreaterThan(2)
    await listening.close()
  })

  it('leaves no connection behind when closed', async () => {
    const { listening } = hear('closing')
    await listening.ready
    await listening.close()
    const left = () =>
      client
        .query("SELECT FROM pg_stat_activity WHERE application_name = 'gatehouse-listen-closing'")
        .then((r) => r.rowCount)
    await expect.poll(left).toBe(0)
  })
})
