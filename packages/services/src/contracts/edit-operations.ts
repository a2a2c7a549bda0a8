import { type OperationDescription, operationKey } from '@gatehouse/contracts/api-description'
import {
  addOperation as addEndpoint,
  putOperationDefinition as putEndpoint,
  removeOperation as removeEndpoint,
} from '@gatehouse/contracts/endpoints/contract-editing'
import { type Id, newId } from '@gatehouse/contracts/ids'
import type { Json } from '@gatehouse/contracts/json'
import type { RevisionContent, RevisionOperation } from '@gatehouse/contracts/revision'
import type { Transaction } from '@gatehouse/db/client'
import { templateParameters } from '@gatehouse/importers/path-template'
import { type FoundVersion, requireVersion, versionPathScope } from '../apis/find-version.ts'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { carryStageValues } from './carry-stage-values.ts'
import { pointerToken } from './changes/change-list.ts'
import { definitionProblems, toDescription } from './check-definition.ts'
import { editWorkingCopy, loadWorkingCopy } from './load-working-copy.ts'
import { toOperationView } from './operation-view.ts'
import { contentOf, runningOnFirstStage } from './running-content.ts'
import { syncOperations } from './sync-operations.ts'

/** What a person wrote of the contract; a later import keeps it. */
const touchedOperation = (key: string) => `/contract/operations/${pointerToken(key)}`

/** Adds an operation. One that had the same method and path before gets its identity back. */
export const addOperation = verb({
  name: 'operation.add',
  allowed: { permission: 'api.edit' },
  read: 'api.read',
  input: addEndpoint.params.extend(addEndpoint.body.shape),
  scope: versionPathScope,
  run: async ({ ctx, tx, input, ifMatch }) => {
    const version = await requireVersion(tx, input)
    const operation = toDescription(input.definition)
    const key = operationKey(operation)
    const earlier = await tx.operation.findUnique({
      where: { versionId_method_path: { versionId: version.id, method: operation.method, path: operation.path } },
      select: { id: true },
    })
    const id = (earlier?.id as Id<'operation'> | undefined) ?? newId('operation')
    await editWorkingCopy(tx, version.id, ifMatch, ({ content }) => {
      refuseProblems(operation, content.contract.operations, content)
      return {
        content: {
          ...content,
          contract: { ...content.contract, operations: [...content.contract.operations, operation] },
          operations: { ...content.operations, [key]: { id } },
        },
        touched: [touchedOperation(key)],
      }
    })
    return editedOperation(tx, version, id, ctx.now())
  },
  audit: ({ result }) => ({ ...result.target, after: result.after }),
  answer: ({ answer }) => answer,
})

/** Replaces what the contract says of an operation; identity and settings stay, whatever its method and path become. */
export const putOperationDefinition = verb({
  name: 'operation.define',
  allowed: { permission: 'api.edit' },
  read: 'api.read',
  input: putEndpoint.params.extend(putEndpoint.body.shape),
  scope: versionPathScope,
  run: async ({ ctx, tx, input, ifMatch }) => {
    const version = await requireVersion(tx, input)
    const operation = toDescription(input.definition)
    const key = operationKey(operation)
    let before: OperationDescription | undefined
    await editWorkingCopy(tx, version.id, ifMatch, ({ content }) => {
      const found = findOperation(content, input.operation)
      before = found.operation
      refuseProblems(operation, found.others, content)
      const { [found.key]: _moved, ...settings } = content.operations
      return {
        content: {
          ...content,
          contract: {
            ...content.contract,
            operations: content.contract.operations.map((other) => (other === found.operation ? operation : other)),
          },
          operations: { ...settings, [key]: movedSettings(found, operation, input.keepUpstream) },
        },
        touched: [touchedOperation(key), ...(key === found.key ? [] : [touchedOperation(found.key)])],
      }
    })
    if (before && operationKey(before) !== key) {
      await tx.$queryRaw`SELECT 1 FROM version WHERE id = ${version.id} FOR NO KEY UPDATE`
      await carryStageValues({ ctx, tx }, version.id, operationKey(before), key)
    }
    const edited = await editedOperation(tx, version, input.operation, ctx.now())
    return { ...edited, before: before as Json }
  },
  audit: ({ result }) => ({ ...result.target, before: result.before, after: result.after }),
  answer: ({ answer }) => answer,
})

/** Takes an operation out of the contract. Its identity is kept, so that one with the same method and path is the same again. */
export const removeOperation = verb({
  name: 'operation.remove',
  allowed: { permission: 'api.edit' },
  read: 'api.read',
  input: removeEndpoint.params,
  scope: versionPathScope,
  run: async ({ ctx, tx, input, ifMatch }) => {
    const version = await requireVersion(tx, input)
    let removed: { key: string; operation: OperationDescription } | undefined
    const etag = await editWorkingCopy(tx, version.id, ifMatch, ({ content }) => {
      const { key, operation, others } = findOperation(content, input.operation)
      removed = { key, operation }
      const { [key]: _gone, ...operations } = content.operations
      return {
        content: { ...content, contract: { ...content.contract, operations: others }, operations },
        touched: [touchedOperation(key)],
      }
    })
    await syncOperations(tx, version.id, (await loadWorkingCopy(tx, version.id)).content, ctx.now())
    return { answer: { key: removed?.key ?? '', etag }, version, before: removed?.operation as Json }
  },
  audit: ({ input, result }) => ({
    target: { kind: 'operation', id: input.operation },
    apiId: result.version.apiId,
    teamId: result.version.api.teamId,
    before: result.before,
  }),
  answer: ({ answer }) => answer,
})

type Found = {
  key: string
  settings: RevisionOperation
  operation: OperationDescription
  others: OperationDescription[]
}

function findOperation(content: RevisionContent, id: string): Found {
  const entry = Object.entries(content.operations).find(([, settings]) => settings.id === id)
  const operation = content.contract.operations.find((one) => operationKey(one) === entry?.[0])
  if (!entry || !operation) throw notFound()
  const others = content.contract.operations.filter((one) => one !== operation)
  return { key: entry[0], settings: entry[1], operation, others }
}

function refuseProblems(
  operation: OperationDescription,
  others: readonly OperationDescription[],
  content: RevisionContent,
): void {
  const errors = definitionProblems(operation, others, content.contract)
  const [first] = errors
  if (first) throw new DomainError('invalid_input', `${first.pointer}: expected ${first.expected}.`, { errors })
}

/** Settings under a new method or path: a mapping's parameters are renamed with the path's, by their order. */
function movedSettings(
  { settings, operation: before }: Found,
  after: OperationDescription,
  keep: boolean,
): RevisionOperation {
  const upstream =
    settings.upstream ??
    (keep && operationKey(before) !== operationKey(after) ? { method: before.method, path: before.path } : undefined)
  if (upstream === undefined) return settings
  const [old, now] = [templateParameters(before.path), templateParameters(after.path)]
  const path = upstream.path.replace(/\{([^{}]*)\}/g, (whole, name: string) => {
    const next = now[old.indexOf(name)]
    return now.includes(name) || next === undefined ? whole : `{${next}}`
  })
  const lost = templateParameters(path).find((name) => !now.includes(name))
  if (lost !== undefined)
    throw new DomainError(
      'invalid_input',
      `The backend’s path ${path} needs {${lost}}, which the path no longer has.`,
      {
        errors: [
          { in: 'body', pointer: '/definition/path', rule: 'mapping.parameter', expected: `{${lost}} in the path` },
        ],
      },
    )
  const { upstream: _same, ...rest } = settings
  return upstream.method === after.method && path === after.path
    ? rest
    : { ...settings, upstream: { ...upstream, path } }
}

async function editedOperation(tx: Transaction, version: FoundVersion, id: string, now: Date) {
  const { content, etag } = await loadWorkingCopy(tx, version.id)
  await syncOperations(tx, version.id, content, now)
  const { operation } = findOperation(content, id)
  const running = await runningOnFirstStage(tx, version.id)
  const view = toOperationView(content, operation, running && (await contentOf(tx, running.revision.id)))
  return {
    answer: { operation: view, etag },
    target: { target: { kind: 'operation' as const, id }, apiId: version.apiId, teamId: version.api.teamId },
    after: operation as Json,
  }
}
