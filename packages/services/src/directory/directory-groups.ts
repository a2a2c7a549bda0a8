import { inputOf } from '@gatehouse/contracts/endpoint'
import {
  addDirectoryGroup as addEndpoint,
  type DirectoryGroupItem,
  listDirectoryGroups as listEndpoint,
} from '@gatehouse/contracts/endpoints/directory'
import { groupGift } from '@gatehouse/contracts/identity-providers'
import { type Id, newId } from '@gatehouse/contracts/ids'
import type { Prisma, Transaction } from '@gatehouse/db/client'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import { decodeCursor, encodeCursor, toPage } from '../grammar/page.ts'
import { query, type Reader } from '../grammar/query.ts'
import { verb } from '../grammar/verb.ts'
import { providerScope } from './directory-scope.ts'
import { giftSentences } from './gift-sentences.ts'

const include = {
  mappings: { orderBy: { id: 'asc' } },
  _count: { select: { members: true } },
} satisfies Prisma.DirectoryGroupInclude
type GroupRow = Prisma.DirectoryGroupGetPayload<{ include: typeof include }>

export const listDirectoryGroups = query({
  name: 'directory.list-groups',
  allowed: { permission: 'identity.read' },
  input: inputOf(listEndpoint),
  scope: providerScope,
  run: async ({ db, input }) => {
    const where: Prisma.DirectoryGroupWhereInput[] = [{ identityProviderId: input.identityProviderId }]
    if (input.q) where.push({ nameKey: { contains: input.q.toLowerCase() } })
    if (input.mapped) where.push({ mappings: input.mapped === 'true' ? { some: {} } : { none: {} } })
    const [name, id] = input.cursor ? decodeCursor(input.cursor, 2) : []
    if (name !== undefined && id !== undefined)
      where.push({ OR: [{ nameKey: { gt: name } }, { nameKey: name, id: { gt: id } }] })
    const rows = await db.directoryGroup.findMany({
      where: { AND: where },
      orderBy: [{ nameKey: 'asc' }, { id: 'asc' }],
      take: input.limit + 1,
      include,
    })
    const views = await toItems(db, rows)
    return toPage(
      rows.map((row, at) => ({ row, view: views[at] })),
      input.limit,
      ({ view }) => view as DirectoryGroupItem,
      ({ row }) => encodeCursor(row.nameKey, row.id),
    )
  },
})

/** Names a group that sign-ins will tell of, so that it can be mapped before anybody signs in. */
export const addDirectoryGroup = verb({
  name: 'directory.add-group',
  allowed: { permission: 'identity.manage' },
  read: 'identity.read',
  input: inputOf(addEndpoint),
  scope: providerScope,
  run: async ({ tx, input }) => {
    const { identityProviderId, externalId, name } = input
    await tx.$queryRaw`SELECT id FROM identity_provider WHERE id = ${identityProviderId} FOR UPDATE`
    if ((await tx.directoryGroup.count({ where: { identityProviderId, externalId } })) > 0)
      throw new DomainError('already_exists', 'A group of this id is known already.')
    const id = newId('directoryGroup')
    await tx.directoryGroup.create({
      data: {
        id,
        identityProviderId,
        externalId,
        displayName: name,
        nameKey: name.toLowerCase(),
        origin: 'sign-in',
      },
    })
    return readGroup(tx, id)
  },
  audit: ({ result }) => ({ target: { kind: 'directoryGroup', id: result.id }, after: { origin: 'sign-in' } }),
})

/** One group with what it gives; throws not_found. */
export async function readGroup(db: Reader | Transaction, id: string): Promise<DirectoryGroupItem> {
  const row = await db.directoryGroup.findUnique({ where: { id }, include })
  const [item] = row ? await toItems(db, [row]) : []
  if (!item) throw notFound()
  return item
}

async function toItems(db: Reader | Transaction, rows: readonly GroupRow[]): Promise<DirectoryGroupItem[]> {
  const gifts = rows.flatMap(({ mappings }) => mappings.map(({ gives }) => groupGift.parse(gives)))
  const sentence = await giftSentences(db, gifts)
  return rows.map((row) => ({
    id: row.id as Id<'directoryGroup'>,
    name: row.displayName,
    externalId: row.externalId,
    origin: row.origin === 'sign-in' ? 'sign-in' : 'directory',
    members: row._count.members,
    mappings: row.mappings.map(({ id, gives, createdAt }) => {
      const gift = groupGift.parse(gives)
      return {
        id: id as Id<'groupMapping'>,
        gives: gift,
        sentence: sentence(gift),
        createdAt: createdAt.toISOString(),
      }
    }),
  }))
}
