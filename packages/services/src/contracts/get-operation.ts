import { type JsonSchema, schemaReferenceName } from '@gatehouse/contracts/api-description'
import { getOperation as endpoint } from '@gatehouse/contracts/endpoints/contracts'
import type { Json } from '@gatehouse/contracts/json'
import { requireVersion, versionPathScope } from '../apis/find-version.ts'
import { notFound } from '../grammar/domain-error.ts'
import { query } from '../grammar/query.ts'
import { loadWorkingCopy } from './load-working-copy.ts'
import { toOperationView } from './operation-view.ts'
import { contentOf, runningOnFirstStage } from './running-content.ts'

export const getOperation = query({
  name: 'operation.get',
  allowed: { permission: 'api.read' },
  input: endpoint.params,
  scope: versionPathScope,
  run: async ({ db, input }) => {
    const version = await requireVersion(db, input)
    const { content, etag } = await loadWorkingCopy(db, version.id)
    const key = Object.entries(content.operations).find(([, { id }]) => id === input.operation)?.[0]
    const operation = content.contract.operations.find(({ method, path }) => `${method} ${path}` === key)
    if (!operation) throw notFound()
    const running = await runningOnFirstStage(db, version.id)
    return {
      ...toOperationView(content, operation, running && (await contentOf(db, running.revision.id))),
      definition: operation,
      schemas: reachableSchemas(operation, content.contract.schemas),
      workingCopyEtag: etag,
    }
  },
})

/** The shared schemas that a value refers to, directly or through others. */
export function reachableSchemas(value: unknown, schemas: Record<string, JsonSchema>): Record<string, Json> {
  const found: Record<string, Json> = {}
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const item of node) visit(item)
    else if (node !== null && typeof node === 'object') {
      for (const [name, member] of Object.entries(node)) {
        const target = name === '$ref' && typeof member === 'string' ? schemaReferenceName(member) : undefined
        const schema = target === undefined ? undefined : schemas[target]
        if (target === undefined || schema === undefined) visit(member)
        else if (!(target in found)) {
          found[target] = schema
          visit(schema)
        }
      }
    }
  }
  visit(value)
  return found
}
