import { generateIssuerKey, publicPart } from '@gatehouse/auth/issuer/issuer-keys'
import type { IssuerKey } from '@gatehouse/auth/issuer/ports'
import { rotateIssuerKey as endpoint } from '@gatehouse/contracts/endpoints/issuer'
import { newId } from '@gatehouse/contracts/ids'
import {
  builtInIssuer,
  type IssuerAlgorithm,
  issuerAlgorithm,
  longestAccessTokenSeconds,
  publishAheadSeconds,
} from '@gatehouse/contracts/issuer-policy'
import type { Transaction } from '@gatehouse/db/client'
import { z } from 'zod'
import type { ChangeSet } from '../grammar/change-set.ts'
import { asSystem, type Context } from '../grammar/context.ts'
import { openText, sealText } from '../grammar/installation.ts'
import type { Reader } from '../grammar/query.ts'
import { verb } from '../grammar/verb.ts'
import { readIssuerPolicy } from './policy.ts'

const purpose = 'issuer'
const sealPurpose = 'issuer-key'
/** One key for whoever makes a key: processes that start at once make one. */
const keyLock = 0x6a7e_0003
const publicKey = z.looseObject({ kid: z.string(), alg: issuerAlgorithm })

/** Old keys stay published until the last token that they signed has died. */
const outliveMs = 2 * longestAccessTokenSeconds * 1000

/** A new key is published so long before it signs: whoever keeps the published keys has it by then. */
const aheadMs = publishAheadSeconds * 1000

/** `retiredAt`: when it stops signing, which may be to come. Of the keys of an algorithm that have not stopped, the oldest signs. */
export type PublishedKey = { id: string; kid: string; alg: IssuerAlgorithm; createdAt: Date; retiredAt: Date | null }

const notRetired = (now: Date) => ({ OR: [{ retiredAt: null }, { retiredAt: { gt: now } }] })

/** Which keys sign now, one of each algorithm. */
function signersOf(keys: readonly PublishedKey[], now: Date): ReadonlySet<PublishedKey> {
  const signers = new Map<IssuerAlgorithm, PublishedKey>()
  // Newest first, so that the oldest is what stays.
  for (const key of keys) if (key.retiredAt === null || key.retiredAt > now) signers.set(key.alg, key)
  return new Set(signers.values())
}

/** Keys that are published now, newest first. */
export async function listIssuerKeys(db: Reader | Transaction, now: Date): Promise<PublishedKey[]> {
  const rows = await db.signingKey.findMany({
    where: { purpose, ...notRetired(new Date(now.getTime() - outliveMs)) },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    select: { id: true, publicKey: true, createdAt: true, retiredAt: true },
  })
  return rows.map(({ publicKey: text, ...row }) => ({ ...row, ...pick(publicKey.parse(JSON.parse(text))) }))
}

const pick = ({ kid, alg }: z.output<typeof publicKey>) => ({ kid, alg })

/** The same with their private parts, opened; those that sign come first. */
export async function openIssuerKeys(ctx: Pick<Context, 'db' | 'installation' | 'now'>): Promise<IssuerKey[]> {
  const published = await listIssuerKeys(ctx.db.prisma, ctx.now())
  const rows = await ctx.db.prisma.signingKey.findMany({ where: { id: { in: published.map(({ id }) => id) } } })
  const signers = signersOf(published, ctx.now())
  const inOrder = [...signers, ...published.filter((key) => !signers.has(key))]
  return inOrder.flatMap(({ id, kid, alg }) => {
    const row = rows.find((candidate) => candidate.id === id)
    if (row === undefined) return []
    return [{ kid, alg, private: JSON.parse(openText(ctx.installation, sealPurpose, row.sealedPrivate)) }]
  })
}

async function addKey(tx: Transaction, ctx: Context, alg: IssuerAlgorithm): Promise<{ id: string; kid: string }> {
  const key = await generateIssuerKey(alg)
  const id = newId('secret')
  await tx.signingKey.create({
    data: {
      id,
      purpose,
      publicKey: JSON.stringify(publicPart(key)),
      sealedPrivate: sealText(ctx.installation, sealPurpose, JSON.stringify(key.private)),
      createdAt: ctx.now(),
    },
  })
  return { id, kid: key.kid }
}

/** Gateways check tokens with the keys, as soon as they know the server by its name (announce-issuer.ts). */
async function tellKeys(tx: Transaction, change: ChangeSet): Promise<void> {
  const policy = await tx.issuerPolicy.findUnique({ where: { id: builtInIssuer }, select: { issuer: true } })
  if (policy?.issuer) change.access('tokenIssuer', builtInIssuer)
}

const ensure = verb({
  name: 'issuer.key.create',
  allowed: { systemOnly: true },
  input: z.strictObject({ algorithm: issuerAlgorithm }),
  run: async ({ ctx, tx, input, change }) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${keyLock})`
    const known = (await listIssuerKeys(tx, ctx.now())).find((key) => key.alg === input.algorithm && !key.retiredAt)
    if (!known) await tellKeys(tx, change)
    return known ? { id: known.id, made: false } : { id: (await addKey(tx, ctx, input.algorithm)).id, made: true }
  },
  audit: ({ input, result }) =>
    result.made ? { target: { kind: 'signingKey', id: result.id }, after: { algorithm: input.algorithm } } : [],
})

/** Makes sure that there is a key for what the policy signs with. */
export async function ensureIssuerKey(ctx: Context, algorithm: IssuerAlgorithm): Promise<void> {
  await ensure({ ctx: asSystem(ctx, 'issuer'), input: { algorithm } })
}

/**
 * A new key is published, and signs once whoever keeps the published keys has seen it; at once where the present one must not sign any
 * more. The old ones stay published as long as tokens that they signed may live.
 */
export const rotateIssuerKey = verb({
  name: 'issuer.key.rotate',
  allowed: { permission: 'issuer.manage' },
  input: endpoint.body,
  run: async ({ ctx, tx, input, change }) => {
    const now = ctx.now()
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${keyLock})`
    await tellKeys(tx, change)
    const { policy } = await readIssuerPolicy(tx)
    const atOnce = input.signs === 'now'
    await tx.signingKey.updateMany({
      where: { purpose, ...(atOnce ? notRetired(now) : { retiredAt: null }) },
      data: { retiredAt: atOnce ? now : new Date(now.getTime() + aheadMs) },
    })
    const { id } = await addKey(tx, ctx, policy.algorithm)
    return { id, keys: toKeyViews(await listIssuerKeys(tx, now), now) }
  },
  audit: ({ input, result }) => ({ target: { kind: 'signingKey', id: result.id }, after: { signs: input.signs } }),
  answer: ({ keys }) => ({ keys }),
})

/** Newest first, as they are listed. */
export function toKeyViews(keys: readonly PublishedKey[], now: Date) {
  const signers = signersOf(keys, now)
  return keys.map((key) => {
    const waits = !signers.has(key) && (key.retiredAt === null || key.retiredAt > now)
    const ends = keys.flatMap((other) =>
      waits && other.alg === key.alg && other.createdAt < key.createdAt && other.retiredAt
        ? [other.retiredAt.getTime()]
        : [],
    )
    return {
      kid: key.kid,
      algorithm: key.alg,
      createdAt: key.createdAt.toISOString(),
      state: signers.has(key) ? ('signing' as const) : waits ? ('next' as const) : ('published' as const),
      /** When it begins to sign. */
      signsFrom: waits ? new Date(Math.max(...ends)).toISOString() : null,
      /** Until when it stays published. */
      publishedUntil: key.retiredAt && new Date(key.retiredAt.getTime() + outliveMs).toISOString(),
    }
  })
}
