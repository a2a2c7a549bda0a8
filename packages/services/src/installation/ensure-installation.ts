import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { rawPublicKey } from '@gatehouse/auth/credentials/sealed'
import { newId } from '@gatehouse/contracts/ids'
import { builtInRoles } from '@gatehouse/contracts/permissions'
import type { Transaction } from '@gatehouse/db/client'
import { z } from 'zod'
import { asSystem, type Context } from '../grammar/context.ts'
import { sealText } from '../grammar/installation.ts'
import { verb } from '../grammar/verb.ts'
import { createStages } from './create-stages.ts'

/** One key for whoever sets the installation up: two processes that start at once make one organization. */
const setUpLock = 0x6a7e_0002

/** Where the private part of a signing key is bound to; `openText` needs the same. */
export const signingKeyPurpose = 'signing-key'

/** What the installation signs with which key: one that gateways pin, one for documents that people carry away. */
const snapshotKeyPurpose = 'snapshot'
export const documentKeyPurpose = 'document'
const keyPurposes = [snapshotKeyPurpose, documentKeyPurpose]

const input = z.strictObject({
  organization: z.string().trim().min(1).max(120),
  /** Public address of each stage's gateways. */
  gatewayUrls: z.strictObject({ development: z.url(), staging: z.url(), production: z.url() }),
})

const setUp = verb({
  name: 'installation.set-up',
  allowed: { systemOnly: true },
  input,
  run: async ({ ctx, tx, input, change }) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${setUpLock})`
    const organization = await tx.organization.findFirst()
    const id = organization?.id ?? newId('organization')
    if (organization === null) {
      await tx.organization.create({ data: { id, name: input.organization, epoch: randomBytes(16).toString('hex') } })
      for (const stageId of await createStages(tx, input.gatewayUrls)) change.snapshot('stage', stageId, stageId)
      await tx.portal.create({
        data: { id: newId('portal'), slug: 'default', name: 'Developer portal', url: ctx.installation.portalUrl },
      })
    }
    await writeBuiltInRoles(tx)
    for (const purpose of keyPurposes) await ensureSigningKey(tx, ctx, purpose)
    return { id }
  },
  audit: ({ result }) => ({ target: { kind: 'organization', id: result.id } }),
})

/**
 * Makes the installation what it must be, at each start: organization, built-in roles of this build, the keys that sign,
 * three stages, the default portal. What people changed since stays. Cheap and without a trace when nothing is missing.
 */
export async function ensureInstallation(ctx: Context, wanted: z.input<typeof input>): Promise<void> {
  if (await isComplete(ctx)) return
  await setUp({ ctx: asSystem(ctx, 'installation'), input: wanted })
}

async function isComplete(ctx: Context): Promise<boolean> {
  const { prisma } = ctx.db
  const [organizations, keys, roles] = await Promise.all([
    prisma.organization.count(),
    prisma.signingKey.groupBy({ by: ['purpose'], where: { purpose: { in: keyPurposes }, retiredAt: null } }),
    prisma.role.findMany({ where: { builtIn: true } }),
  ])
  const rolesAreCurrent = Object.entries(builtInRoles).every(([name, wanted]) => {
    const role = roles.find((row) => row.name === name)
    return role?.description === wanted.description && role.permissions.join() === wanted.permissions.join()
  })
  return organizations === 1 && keys.length === keyPurposes.length && rolesAreCurrent
}

async function writeBuiltInRoles(tx: Transaction): Promise<void> {
  for (const [name, { description, permissions }] of Object.entries(builtInRoles)) {
    const now = { description, permissions: [...permissions], builtIn: true }
    await makeWay(tx, name)
    await tx.role.upsert({ where: { name }, create: { id: newId('role'), name, ...now }, update: now })
  }
}

/**
 * A newer build may bring a role of a name that an organization gave one of its own. Who has that one must not get what the new one
 * allows: it keeps its permissions, under another name.
 */
async function makeWay(tx: Transaction, name: string): Promise<void> {
  const own = await tx.role.findUnique({ where: { name }, select: { id: true, builtIn: true } })
  if (own === null || own.builtIn) return
  for (let number = 1; ; number += 1) {
    const free = `${name} (own${number === 1 ? '' : ` ${number}`})`
    if ((await tx.role.count({ where: { name: free } })) > 0) continue
    await tx.role.update({ where: { id: own.id }, data: { name: free, etag: { increment: 1 } } })
    return
  }
}

async function ensureSigningKey(tx: Transaction, ctx: Context, purpose: string): Promise<void> {
  if ((await tx.signingKey.count({ where: { purpose, retiredAt: null } })) > 0) return
  const { privateKey } = generateKeyPairSync('ed25519')
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
  await tx.signingKey.create({
    data: {
      id: newId('secret'),
      purpose,
      publicKey: rawPublicKey(privateKey),
      sealedPrivate: sealText(ctx.installation, signingKeyPurpose, pem),
    },
  })
}
