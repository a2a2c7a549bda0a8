import { randomBytes } from 'node:crypto'
import type { Actor, Grant, TeamRole } from '@gatehouse/contracts/actor'
import { type Id, newId } from '@gatehouse/contracts/ids'
import { type BuiltInRole, builtInRoles } from '@gatehouse/contracts/permissions'
import { createDatabase, type Database } from '@gatehouse/db/client'
import { createTestDatabase } from '@gatehouse/db/testing'
import { type Context, createContext } from '../src/grammar/context.ts'
import type { Installation } from '../src/grammar/installation.ts'
import { ensureJobSchema } from '../src/jobs/add-job.ts'

/** A real database with as little in it as a test of services needs: stages, a portal, teams, persons. */
export type World = Awaited<ReturnType<typeof createWorld>>

export const installation: Installation = {
  adminUrl: 'http://admin.test',
  portalUrl: 'http://portal.test',
  controlUrl: 'http://control.test',
  secretKey: randomBytes(32),
}

export async function createWorld() {
  const test = await createTestDatabase()
  const db: Database = createDatabase({ url: test.url })
  await ensureJobSchema(db.pool)
  const stages = {
    hidden: await db.prisma.stage.create({
      data: {
        id: newId('stage'),
        slug: 'development',
        name: 'Development',
        position: 1,
        exposure: 'hidden',
        gatewayUrl: 'http://dev.test',
      },
    }),
    sandbox: await db.prisma.stage.create({
      data: {
        id: newId('stage'),
        slug: 'staging',
        name: 'Staging',
        position: 2,
        exposure: 'sandbox',
        publicName: 'Sandbox',
        gatewayUrl: 'http://sandbox.test',
      },
    }),
    live: await db.prisma.stage.create({
      data: {
        id: newId('stage'),
        slug: 'production',
        name: 'Production',
        position: 3,
        exposure: 'live',
        publicName: 'Live',
        accepts: 'promotion',
        gatewayUrl: 'http://live.test',
      },
    }),
  }
  const portal = await db.prisma.portal.create({
    data: { id: newId('portal'), slug: 'main', name: 'Developers', url: installation.portalUrl },
  })
  const team = await createTeam(db, 'Commerce')
  const contextOf = (actor: Actor): Context => createContext({ actor, db, installation })
  return {
    db,
    stages,
    portal,
    team,
    system: contextOf({ kind: 'system', task: 'test' }),
    visitor: contextOf({ kind: 'visitor' }),
    contextOf,
    async member(role: BuiltInRole, scope: Grant['scope'] = { kind: 'organization' }) {
      const personId = await createPerson(db, 'member')
      return contextOf({
        kind: 'member',
        personId,
        sessionId: newId('session'),
        grants: [{ permissions: builtInRoles[role].permissions, scope }],
      })
    },
    async developer(role: TeamRole = 'owner') {
      const personId = await createPerson(db, 'developer')
      const personal = await createTeam(db, 'Personal', personId)
      await db.prisma.teamMember.create({ data: { teamId: personal, personId, role } })
      return Object.assign(
        contextOf({ kind: 'developer', personId, sessionId: newId('session'), teams: new Map([[personal, role]]) }),
        { personId, teamId: personal },
      )
    },
    /** An API with one version that stands in the portal. */
    async listedVersion(options: { audience?: 'internal' | 'partner' | 'public'; state?: string } = {}) {
      const id = newId('api')
      const slug = `api-${id.slice(-8)}`
      await db.prisma.api.create({
        data: { id, slug, name: `API ${slug}`, audience: options.audience ?? 'public', teamId: team },
      })
      const versionId = newId('version')
      await db.prisma.version.create({
        data: { id: versionId, apiId: id, name: 'v1', basePath: `/${slug}/v1`, state: options.state ?? 'published' },
      })
      await db.prisma.portalListing.create({ data: { portalId: portal.id, versionId } })
      return { apiId: id, versionId, slug }
    },
    async end() {
      await db.end()
      await test.drop()
    },
  }
}

async function createPerson(db: Database, hat: 'member' | 'developer'): Promise<Id<'person'>> {
  const id = newId('person')
  await db.prisma.person.create({
    data: { id, email: `${id}@example.com`, name: 'Somebody', emailVerifiedAt: new Date(), [hat]: { create: {} } },
  })
  return id
}

async function createTeam(db: Database, name: string, personalOfId?: string): Promise<Id<'team'>> {
  const id = newId('team')
  await db.prisma.team.create({ data: { id, name, ...(personalOfId ? { personalOfId } : {}) } })
  return id
}
