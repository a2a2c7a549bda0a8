import { operationKey } from '@gatehouse/contracts/api-description'
import { putOperationSettings as endpoint } from '@gatehouse/contracts/endpoints/contracts'
import type { Json } from '@gatehouse/contracts/json'
import { defaultOperationLimits } from '@gatehouse/contracts/operation-limits'
import { type RevisionOperation, revisionOperation } from '@gatehouse/contracts/revision'
import type { z } from 'zod'
import { requireVersion, versionPathScope } from '../apis/find-version.ts'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { pointerToken } from './changes/change-list.ts'
import { checkMapping } from './check-mapping.ts'
import { checkOwnPolicies } from './check-own-policies.ts'
import { editWorkingCopy, loadWorkingCopy } from './load-working-copy.ts'
import { toOperationView } from './operation-view.ts'
import { contentOf, runningOnFirstStage } from './running-content.ts'

/** Sets what the gateway does with one operation; what is not sent stays. */
export const putOperationSettings = verb({
  name: 'operation.configure',
  allowed: { permission: 'api.edit' },
  read: 'api.read',
  input: endpoint.params.extend(endpoint.body.shape),
  scope: versionPathScope,
  run: async ({ tx, input, ifMatch }) => {
    const version = await requireVersion(tx, input)
    let before: RevisionOperation | undefined
    let key = ''
    const etag = await editWorkingCopy(tx, version.id, ifMatch, ({ content }) => {
      const found = Object.entries(content.operations).find(([, { id }]) => id === input.operation)
      if (!found) throw notFound()
      key = found[0]
      before = found[1]
      if (input.backend && !content.backends.some(({ name }) => name === input.backend))
        throw new DomainError('invalid_input', `There is no backend “${input.backend}”.`)
      const described = content.contract.operations.find((one) => operationKey(one) === key)
      if (input.upstream && described) checkMapping(described, input.upstream)
      const settings = applySettings(found[1], input)
      if (input.policies !== undefined) checkOwnPolicies(settings.policies ?? [])
      return {
        content: { ...content, operations: { ...content.operations, [key]: settings } },
        touched: [`/operations/${pointerToken(key)}`],
      }
    })
    const { content } = await loadWorkingCopy(tx, version.id)
    const operation = content.contract.operations.find((other) => operationKey(other) === key)
    if (!operation) throw notFound()
    const running = await runningOnFirstStage(tx, version.id)
    return {
      answer: {
        operation: toOperationView(content, operation, running && (await contentOf(tx, running.revision.id))),
        etag,
      },
      target: { apiId: version.apiId, teamId: version.api.teamId },
      before: before as Json,
      after: content.operations[key] as Json,
    }
  },
  audit: ({ input, result }) => ({
    target: { kind: 'operation', id: input.operation },
    ...result.target,
    before: result.before,
    after: result.after,
  }),
  answer: ({ answer }) => answer,
})

type Asked = z.infer<typeof endpoint.body>

/** Null and the defaults are left out, so that "set back" and "never set" are the same content. */
function applySettings(before: RevisionOperation, asked: Asked): RevisionOperation {
  const next: Record<string, unknown> = { ...before }
  const set = (name: string, value: unknown) => {
    if (value === null) delete next[name]
    else next[name] = value
  }
  if (asked.backend !== undefined) set('backend', asked.backend)
  if (asked.upstream !== undefined) set('upstream', asked.upstream)
  if (asked.anonymous !== undefined) set('anonymous', asked.anonymous)
  if (asked.requestValidation !== undefined)
    set('requestValidation', asked.requestValidation === 'block' ? null : asked.requestValidation)
  if (asked.undeclared !== undefined) set('undeclared', withoutDefaults(asked.undeclared, 'pass'))
  if (asked.bodyBytes !== undefined || asked.structure !== undefined) set('limits', limitsOf(before, asked))
  if (asked.policies !== undefined)
    set('policies', Array.isArray(asked.policies) && asked.policies.length === 0 ? null : asked.policies)
  const parsed = revisionOperation.safeParse(next)
  if (!parsed.success) throw new DomainError('invalid_input', parsed.error.issues[0]?.message)
  return parsed.data
}

/** Limits of its own: those that were sent over those that were, without what is the default anyway. */
function limitsOf({ limits }: RevisionOperation, { bodyBytes, structure }: Asked): RevisionOperation['limits'] | null {
  const { bodyBytes: ownBytes, ...ownStructure } = limits ?? {}
  const bytes = bodyBytes ?? ownBytes
  const rest = structure === undefined ? ownStructure : withoutDefaults(structure, null)
  const next = {
    ...(bytes !== undefined && bytes !== defaultOperationLimits.bodyBytes && { bodyBytes: bytes }),
    ...rest,
  }
  return Object.keys(next).length === 0 ? null : next
}

function withoutDefaults(values: object, usual: unknown): Record<string, unknown> | null {
  const own = Object.entries(values).filter(([, value]) => value !== undefined && value !== usual)
  return own.length === 0 ? null : Object.fromEntries(own)
}
