import { newId } from '@gatehouse/contracts/ids'
import type { Json } from '@gatehouse/contracts/json'
import type { Prisma } from '@gatehouse/db/client'
import type { DirectoryCall } from './directory-call.ts'

export type MessageKind =
  | 'person-created'
  | 'person-changed'
  | 'person-activated'
  | 'person-deactivated'
  | 'person-removed'
  | 'group-created'
  | 'group-changed'
  | 'group-removed'
  | 'signed-in'
  | 'sync'
  | 'refused'

/** Notes what a directory said, for its page; the receipts of what followed are counted from there. Ids and numbers, never names. */
export async function noteMessage(
  { ctx, tx, change, providerId }: DirectoryCall,
  message: { kind: MessageKind; directoryPersonId?: string; detail?: Readonly<Record<string, Json>> },
): Promise<void> {
  const now = ctx.now()
  const id = newId('directoryMessage', now.getTime())
  await tx.directoryMessage.create({
    data: {
      id,
      identityProviderId: providerId,
      at: now,
      kind: message.kind,
      directoryPersonId: message.directoryPersonId ?? null,
      detail: (message.detail ?? {}) as Prisma.InputJsonObject,
    },
  })
  change.withSeq((same, seq) => same.directoryMessage.update({ where: { id }, data: { changeSeq: seq } }))
}
