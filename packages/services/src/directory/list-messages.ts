import { inputOf } from '@gatehouse/contracts/endpoint'
import { type DirectoryMessageItem, listDirectoryMessages as endpoint } from '@gatehouse/contracts/endpoints/directory'
import type { Id } from '@gatehouse/contracts/ids'
import { loadReceipts } from '../deployments/receipts.ts'
import { decodeCursor, encodeCursor, toPage } from '../grammar/page.ts'
import { query, type Reader } from '../grammar/query.ts'
import { providerScope } from './directory-scope.ts'
import type { MessageKind } from './note-message.ts'

type Row = {
  id: string
  at: Date
  kind: string
  directoryPersonId: string | null
  detail: unknown
  changeSeq: bigint | null
}

/** What a directory said, newest first, with the gateways that had to hear of it and when each did. */
export const listDirectoryMessages = query({
  name: 'directory.list-messages',
  allowed: { permission: 'identity.read' },
  input: inputOf(endpoint),
  scope: providerScope,
  run: async ({ ctx, db, input }) => {
    const rows: Row[] = await db.directoryMessage.findMany({
      where: {
        identityProviderId: input.identityProviderId,
        ...(input.cursor ? { id: { lt: decodeCursor(input.cursor, 1)[0] ?? '' } } : {}),
      },
      orderBy: { id: 'desc' },
      take: input.limit + 1,
    })
    const toItem = await itemsOf(db, rows.slice(0, input.limit), ctx.now())
    return toPage(rows, input.limit, toItem, (row) => encodeCursor(row.id))
  },
})

async function itemsOf(db: Reader, rows: readonly Row[], now: Date): Promise<(row: Row) => DirectoryMessageItem> {
  const personIds = rows.flatMap(({ directoryPersonId }) => directoryPersonId ?? [])
  const groupIds = rows.flatMap((row) => groupOf(row) ?? [])
  const persons = await db.directoryPerson.findMany({
    where: { id: { in: personIds } },
    select: { id: true, userName: true, attributes: true, person: { select: { id: true, name: true } } },
  })
  const groups = await db.directoryGroup.findMany({
    where: { id: { in: groupIds } },
    select: { id: true, displayName: true },
  })
  const personById = new Map(persons.map((one) => [one.id, one]))
  const groupById = new Map(groups.map((one) => [one.id, one.displayName]))
  const changed = rows.filter(({ changeSeq }) => changeSeq !== null)
  const receipts = await loadReceipts(
    db,
    changed.map(({ changeSeq, at }) => ({ seq: changeSeq ?? 0n, stageId: null, kind: 'access' as const, at })),
    now,
  )
  const receiptsOf = new Map(changed.map(({ id }, at) => [id, receipts[at] ?? null]))
  return (row) => {
    const known = row.directoryPersonId === null ? undefined : personById.get(row.directoryPersonId)
    const { displayName } = (known?.attributes ?? {}) as { displayName?: unknown }
    const name = known?.person?.name ?? (typeof displayName === 'string' ? displayName : known?.userName)
    return {
      id: row.id as Id<'directoryMessage'>,
      at: row.at.toISOString(),
      kind: row.kind,
      sentence: sentenceOf(row, name ?? 'A person who is gone', groupById.get(groupOf(row) ?? '') ?? 'that is gone'),
      person: known?.person ? { id: known.person.id as Id<'person'>, name: known.person.name } : null,
      receipts: receiptsOf.get(row.id) ?? null,
    }
  }
}

function sentenceOf({ kind, detail }: Row, name: string, group: string): string {
  const { unknown, groups } = (detail ?? {}) as { unknown?: number; groups?: number }
  const passed =
    unknown === undefined || unknown === 0
      ? ''
      : `; ${unknown} of its members ${unknown === 1 ? 'is' : 'are'} nobody that it told of`
  switch (kind as MessageKind) {
    case 'person-created':
      return `${name} is new there`
    case 'person-changed':
      return `${name} changed`
    case 'person-activated':
      return `${name} is active again`
    case 'person-deactivated':
      return `${name} is switched off`
    case 'person-removed':
      return `${name} was removed`
    case 'group-created':
      return `Group ${group} is new there${passed}`
    case 'group-changed':
      return `Group ${group} changed${passed}`
    case 'group-removed':
      return 'A group was removed'
    case 'signed-in':
      return `${name} signed in with ${groups ?? 0} ${groups === 1 ? 'group' : 'groups'}`
    case 'sync':
      return 'It was read'
    case 'refused':
      return 'A message was refused'
    default:
      return kind
  }
}

function groupOf({ detail }: Row): string | undefined {
  const { groupId } = (detail ?? {}) as { groupId?: unknown }
  return typeof groupId === 'string' ? groupId : undefined
}
