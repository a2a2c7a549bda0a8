import { operationKey } from '@gatehouse/contracts/api-description'
import { listInheritedGuardrails as endpoint } from '@gatehouse/contracts/endpoints/guardrails'
import { guardrailPolicy } from '@gatehouse/contracts/guardrails'
import type { Id } from '@gatehouse/contracts/ids'
import type { JsonObject } from '@gatehouse/contracts/json'
import { policySentences } from '@gatehouse/policies/policy-sentences'
import { requireVersion, versionPathScope } from '../apis/find-version.ts'
import { loadWorkingCopy } from '../contracts/load-working-copy.ts'
import { query, type Reader } from '../grammar/query.ts'
import { guardrailInclude, guardrailOrder, scopeOf } from './guardrail-rows.ts'
import { namesIn } from './guardrail-sentences.ts'
import { whereText } from './where-text.ts'

/** Guardrails that hold for a version, with the stages and operations where they do; of its working copy, which is what one edits. */
export const listInheritedGuardrails = query({
  name: 'guardrail.list-inherited',
  allowed: { permission: 'api.read' },
  input: endpoint.params,
  scope: versionPathScope,
  run: async ({ db, input }) => {
    const version = await requireVersion(db, input)
    const { audience } = version.api
    const rows = await db.guardrail.findMany({
      where: { enabled: true, OR: [{ audience: null }, { audience }] },
      orderBy: [...guardrailOrder],
      include: guardrailInclude,
    })
    if (rows.length === 0) return { items: [] }
    const stages = await db.stage.findMany({
      orderBy: { position: 'asc' },
      select: { id: true, slug: true, name: true },
    })
    const names = await namesIn(
      db,
      rows.map(({ options }) => options),
    )
    const tagged = rows.some(({ tag }) => tag !== null) ? await tagsOf(db, version.id) : new Map<string, string[]>()
    return {
      items: rows.flatMap((row) => {
        const { tag } = row
        const operations = tag === null ? null : [...tagged].flatMap(([id, tags]) => (tags.includes(tag) ? [id] : []))
        if (operations !== null && operations.length === 0) return []
        const scope = scopeOf(row)
        return [
          {
            id: row.id as Id<'guardrail'>,
            name: row.name,
            policy: guardrailPolicy.parse(row.policy),
            sentences: policySentences({ policy: row.policy, options: row.options as JsonObject }, names),
            where: whereText(scope, row.stage?.name ?? null),
            reason: row.reason,
            stages: stages.filter(({ id }) => row.stageId === null || row.stageId === id),
            operations,
          },
        ]
      }),
    }
  },
})

/** Tags of each operation, by its id. */
async function tagsOf(db: Reader, versionId: string): Promise<ReadonlyMap<string, string[]>> {
  const { content } = await loadWorkingCopy(db, versionId)
  return new Map(
    content.contract.operations.flatMap((described) => {
      const id = content.operations[operationKey(described)]?.id
      return id === undefined ? [] : [[id, described.tags] as const]
    }),
  )
}
