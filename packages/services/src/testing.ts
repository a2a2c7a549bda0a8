import { randomBytes } from 'node:crypto'
import type { Actor } from '@gatehouse/contracts/actor'
import type { Id } from '@gatehouse/contracts/ids'
import type { BuiltInRole } from '@gatehouse/contracts/permissions'
import { createDatabase, type Database } from '@gatehouse/db/client'
import { createTestDatabase } from '@gatehouse/db/testing'
import { createSessionStore } from './account/sessions.ts'
import { type Context, createContext } from './grammar/context.ts'
import type { Installation } from './grammar/installation.ts'
import { ensureInstallation } from './installation/ensure-installation.ts'
import { ensureJobSchema } from './jobs/add-job.ts'
import { createPerson } from './people/create-person.ts'

export type TestInstallation = {
  db: Database
  url: string
  installation: Installation
  /** A context for an actor; the system unless one is given. */
  ctx: (actor?: Actor, more?: { now?: () => Date; address?: string; app?: 'console' | 'portal' }) => Context
  /** A member with roles for the whole organization, signed in for real. */
  member: (...roles: BuiltInRole[]) => Promise<Actor & { kind: 'member' }>
  /** A developer with a personal team, signed in for real. */
  developer: () => Promise<Actor & { kind: 'developer'; email: string }>
  /** The payloads of waiting mail jobs, oldest first. */
  mails: () => Promise<{ personId: string; template: string; data: Record<string, string> }[]>
  drop: () => Promise<void>
}

export const testPassword = 'a long enough passphrase'

/** A database of its own, set up as `npm start` does it, for tests of services and http; on the tests' server unless one is named. */
export async function createTestInstallation(on?: string): Promise<TestInstallation> {
  const database = await createTestDatabase(on)
  const db = createDatabase({ url: database.url, poolSize: 20 })
  await ensureJobSchema(db.pool)
  const installation: Installation = {
    adminUrl: 'http://localhost:4000',
    portalUrl: 'http://localhost:4001',
    controlUrl: 'http://localhost:4002',
    secretKey: randomBytes(32),
  }
  const ctx: TestInstallation['ctx'] = (actor = { kind: 'system', task: 'test' }, more = {}) =>
    createContext({ actor, db, installation, ...more })
  await ensureInstallation(ctx(), {
    organization: 'Acme',
    gatewayUrls: {
      development: 'http://localhost:4101',
      staging: 'http://localhost:4102',
      production: 'http://localhost:4103',
    },
  })
  let count = 0
  const signedIn = async (hat: 'member' | 'developer', roles: readonly BuiltInRole[]) => {
    count += 1
    const email = `person${count}@example.com`
    const person = await createPerson({
      ctx: ctx(),
      input: {
        email,
        name: `Person ${count}`,
        password: testPassword,
        hats: [hat],
        roles: roles.map((role) => ({ role })),
      },
    })
    const store = createSessionStore({ db, installation, app: hat === 'member' ? 'admin' : 'portal' })
    const actor = await store.read((await store.open(person.id as Id<'person'>, {})).sid)
    if (actor === undefined) throw new Error('no session')
    return { ...actor, email }
  }
  return {
    db,
    url: database.url,
    installation,
    ctx,
    member: async (...roles) => (await signedIn('member', roles)) as Actor & { kind: 'member' },
    developer: async () => (await signedIn('developer', [])) as Actor & { kind: 'developer'; email: string },
    async mails() {
      const { rows } = await db.pool.query(
        `SELECT payload FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
         WHERE t.identifier = 'send-mail' ORDER BY j.id`,
      )
      return rows.map((row) => row.payload)
    },
    async drop() {
      await db.end()
      await database.drop()
    },
  }
}
