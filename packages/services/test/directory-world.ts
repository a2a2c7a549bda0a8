import type { Actor } from '@gatehouse/contracts/actor'
import type { GroupGift } from '@gatehouse/contracts/identity-providers'
import { type Id, newId } from '@gatehouse/contracts/ids'
import type { Prisma } from '@gatehouse/db/client'
import { z } from 'zod'
import { createSessionStore } from '../src/account/sessions.ts'
import { createMyApplication } from '../src/applications/my-applications.ts'
import { createMyCredential } from '../src/credentials/create-credential.ts'
import type { DirectoryCall } from '../src/directory/directory-call.ts'
import { addMapping } from '../src/directory/group-mappings.ts'
import { verb } from '../src/grammar/verb.ts'
import type { AccessEvents } from '../src/people/access-call.ts'
import { loadAccessRows } from '../src/publishing/access-rows.ts'
import { createGroup } from '../src/scim/write-groups.ts'
import { createUser } from '../src/scim/write-users.ts'
import { createTestInstallation } from '../src/testing.ts'

export type DirectoryWorld = Awaited<ReturnType<typeof createDirectoryWorld>>

/** An installation with a directory that writes, and persons that it told of. */
export async function createDirectoryWorld() {
  const app = await createTestInstallation()
  const { prisma } = app.db
  const stage = await prisma.stage.findFirstOrThrow({ where: { exposure: 'live' } })
  let count = 0
  const provider = async (kind: 'scim' | 'oidc' | 'ldap', settings: Prisma.InputJsonObject = {}) => {
    const id = newId('identityProvider')
    count += 1
    await prisma.identityProvider.create({
      data: { id, kind, name: `Provider ${count}`, signIn: kind === 'oidc', settings: { kind, ...settings } },
    })
    return id
  }
  const directory = (identityProviderId: Id<'identityProvider'>) => app.ctx({ kind: 'directory', identityProviderId })
  const team = async (name = 'Commerce') => {
    const id = newId('team')
    await prisma.team.create({ data: { id, name } })
    return id
  }
  const group = async (of: Id<'identityProvider'>, gives?: GroupGift, members: string[] = []) => {
    count += 1
    const resource = { displayName: `Group ${count}`, members: members.map((value) => ({ value })) }
    const made = await createGroup({ ctx: directory(of), input: { resource } })
    const id = String(made.id)
    if (gives) await addMapping({ ctx: app.ctx(), input: { directoryGroupId: id as never, gives } })
    return id
  }
  const user = async (of: Id<'identityProvider'>, more: Record<string, unknown> = {}) => {
    count += 1
    const userName = `user${count}@corp.example`
    const resource = { userName, displayName: `User ${count}`, emails: [{ value: userName, primary: true }], ...more }
    return String((await createUser({ ctx: directory(of), input: { resource } })).id)
  }
  const personOf = async (directoryPersonId: string) => {
    const row = await prisma.directoryPerson.findUniqueOrThrow({ where: { id: directoryPersonId } })
    return row.personId === null ? null : prisma.person.findUniqueOrThrow({ where: { id: row.personId } })
  }
  const portal = createSessionStore({ db: app.db, installation: app.installation, app: 'portal' })
  const admin = createSessionStore({ db: app.db, installation: app.installation, app: 'admin' })
  const signIn = async (personId: string, where: 'portal' | 'admin' = 'portal') => {
    const store = where === 'portal' ? portal : admin
    const { sid } = await store.open(personId, { method: 'oidc' } as never)
    return { sid, actor: await store.read(sid), isOpen: async () => (await store.read(sid)) !== undefined }
  }
  /** An application of a team with a key that a developer has made, and so has seen. */
  const key = async (actor: Actor, teamId?: string) => {
    const ctx = app.ctx(actor)
    const input = { name: 'App', description: '', ...(teamId === undefined ? {} : { teamId }) }
    const application = await createMyApplication({ ctx, input: input as never })
    const made = await createMyCredential({
      ctx,
      input: { applicationId: application.id, stageId: stage.id as never, name: 'Key', scopes: [] } as never,
    })
    return { applicationId: application.id, credentialId: made.credential.id }
  }
  /** Rows as gateways get them now. */
  const accessRow = async (kind: string, id: string) => {
    const client = await app.db.pool.connect()
    try {
      const [source] = await loadAccessRows(client, [{ kind, id, seq: 1, stageId: null, deleted: false }])
      return source?.row?.(stage.id) ?? null
    } finally {
      client.release()
    }
  }
  /** What LDAP's sync, sign-ins and the like do: a function of the directory within a verb's transaction. */
  const inDirectory = (
    providerId: string,
    run: (call: DirectoryCall) => Promise<AccessEvents>,
    actor: Actor = { kind: 'system', task: 'test' },
  ) =>
    verb({
      name: 'test.directory',
      allowed: { systemOnly: true },
      input: z.strictObject({}),
      run: ({ ctx, tx, change }) => run({ ctx, tx, change, providerId }),
      audit: ({ result }) => result,
    })({ ctx: app.ctx(actor), input: {} })
  return {
    ...app,
    prisma,
    stage,
    provider,
    directory,
    team,
    group,
    user,
    personOf,
    signIn,
    key,
    accessRow,
    inDirectory,
    changes: (kind: string, id: string) => prisma.changeLog.count({ where: { kind, entityId: id } }),
    audits: (action: string, id: string) => prisma.auditLog.findMany({ where: { action, targetId: id } }),
  }
}
