import type { AccessAct } from '@gatehouse/contracts/access-acts'
import type { JsonObject } from '@gatehouse/contracts/json'
import type { Transaction } from '@gatehouse/db/client'
import type { Context } from '../grammar/context.ts'
import { announceAccessChange } from './announce-access-change.ts'

type Row = { id: string; act: AccessAct; input: JsonObject; base: unknown }

/** Open changes of a kind that rest on something else now become stale, with what has changed; whoever asked is told. */
export async function staleMoved(
  tx: Transaction,
  ctx: Context,
  about: { kind: string; except?: string; moved: (row: Row) => Promise<string | null> },
): Promise<void> {
  const rows = await tx.accessChange.findMany({
    where: {
      kind: about.kind,
      state: 'proposed',
      ...(about.except === undefined ? {} : { id: { not: about.except } }),
    },
    select: { id: true, act: true, input: true, base: true },
    orderBy: { id: 'asc' },
  })
  for (const row of rows) {
    const moved = await about.moved(row as Row)
    if (moved === null) continue
    await tx.accessChange.update({
      where: { id: row.id },
      data: { state: 'stale', stateSince: ctx.now(), stateReason: moved, etag: { increment: 1 } },
    })
    await announceAccessChange(tx, ctx, row.id)
  }
}
