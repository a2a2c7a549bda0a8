import { listGuardrails as endpoint } from '@gatehouse/contracts/endpoints/guardrails'
import { cursorNumber, decodeCursor, encodeCursor, toPage } from '../grammar/page.ts'
import { query } from '../grammar/query.ts'
import { toGuardrailItems } from './guardrail-item.ts'
import { guardrailInclude, guardrailOrder } from './guardrail-rows.ts'

/** Guardrails in the order in which gateways ask them. */
export const listGuardrails = query({
  name: 'guardrail.list',
  allowed: { permission: 'guardrail.read', anyScope: true },
  input: endpoint.query,
  run: async ({ ctx, db, pool, input }) => {
    const [position, id = ''] = input.cursor === undefined ? [] : decodeCursor(input.cursor, 2)
    const at = position === undefined ? undefined : cursorNumber(position)
    const rows = await db.guardrail.findMany({
      where: at === undefined ? {} : { OR: [{ position: { gt: at } }, { position: at, id: { gt: id } }] },
      orderBy: [...guardrailOrder],
      include: guardrailInclude,
      take: input.limit + 1,
    })
    const items = await toGuardrailItems(db, pool, rows, ctx.now())
    const page = toPage(
      rows,
      input.limit,
      (row) => items.find((item) => item.id === row.id),
      (row) => encodeCursor(row.position, row.id),
    )
    return { items: page.items.flatMap((item) => item ?? []), next: page.next }
  },
})
