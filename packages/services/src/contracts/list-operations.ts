import { operationKey } from '@gatehouse/contracts/api-description'
import { listOperations as endpoint } from '@gatehouse/contracts/endpoints/contracts'
import { requireVersion, versionPathScope } from '../apis/find-version.ts'
import { cursorNumber, decodeCursor, encodeCursor } from '../grammar/page.ts'
import { query } from '../grammar/query.ts'
import { loadWorkingCopy } from './load-working-copy.ts'
import { toOperationView } from './operation-view.ts'
import { contentOf, runningOnFirstStage } from './running-content.ts'

export const listOperations = query({
  name: 'operation.list',
  allowed: { permission: 'api.read' },
  input: endpoint.params.extend(endpoint.query.shape),
  scope: versionPathScope,
  run: async ({ db, input }) => {
    const version = await requireVersion(db, input)
    const { content } = await loadWorkingCopy(db, version.id)
    const running = await runningOnFirstStage(db, version.id)
    const before = running && (await contentOf(db, running.revision.id))
    const needle = input.q?.toLowerCase()
    const matching = content.contract.operations.filter((operation) => {
      if (input.tag !== undefined && !operation.tags.includes(input.tag)) return false
      const anonymous = content.operations[operationKey(operation)]?.anonymous !== undefined
      if (input.access !== undefined && (input.access === 'anonymous') !== anonymous) return false
      if (needle === undefined) return true
      return [operationKey(operation), operation.operationId, operation.summary].some((text) =>
        text?.toLowerCase().includes(needle),
      )
    })
    // The contract's own order has no key of its own; the working copy is one row, so an offset cannot skip or repeat within it.
    const start = input.cursor === undefined ? 0 : cursorNumber(decodeCursor(input.cursor, 1)[0])
    const end = start + input.limit
    const counts = new Map<string, number>()
    for (const { tags } of content.contract.operations)
      for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1)
    return {
      items: matching.slice(start, end).map((operation) => toOperationView(content, operation, before)),
      next: end < matching.length ? encodeCursor(end) : null,
      total: matching.length,
      tags: [...counts].map(([name, count]) => ({ name, count })),
    }
  },
})
