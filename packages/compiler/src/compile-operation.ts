import type { OperationDescription, ParameterDescription } from '@gatehouse/contracts/api-description'
import type { KeyLocation } from '@gatehouse/contracts/key-locations'
import { defaultOperationLimits } from '@gatehouse/contracts/operation-limits'
import { requiredScopes } from '@gatehouse/contracts/required-scopes'
import type { RevisionContent, RevisionOperation } from '@gatehouse/contracts/revision'
import type { CompiledOperation } from '@gatehouse/contracts/snapshot'
import { compileRequestBody } from './compile-request-body.ts'
import { compileResponses } from './compile-responses.ts'
import { compileTool } from './compile-tool.ts'
import type { JudgedAnswers } from './judged-answers.ts'
import type { JudgedSchemas } from './judged-schemas.ts'

/** The contract's schemas by direction; those of responses are asked for where responses are judged. */
export type OperationSchemas = { requests: JudgedSchemas; responses: () => JudgedSchemas }

type PolicyUses = RevisionContent['policies']

/** One operation of a revision as the gateway runs it; a name in `backend` that the revision lacks is told by the caller. */
export function compileOperation(
  described: OperationDescription,
  mapped: RevisionOperation,
  content: RevisionContent,
  schemas: OperationSchemas,
  answers: JudgedAnswers,
): CompiledOperation {
  const judges = mapped.responseValidation !== undefined && mapped.responseValidation !== 'off'
  const isAsked = answers.isAsked(described.tags)
  const scopes = requiredScopes(described)
  const undeclared = compileUndeclared(mapped.undeclared)
  return {
    id: mapped.id,
    method: described.method,
    path: described.path,
    tags: described.tags,
    backend: mapped.backend ?? content.backends[0]?.name ?? '',
    upstream: mapped.upstream ?? { method: described.method, path: described.path },
    anonymous: mapped.anonymous !== undefined,
    requestValidation: mapped.requestValidation ?? 'block',
    parameters: described.parameters.map((parameter) => compileParameter(parameter, schemas.requests)),
    ...(described.requestBody === undefined
      ? {}
      : { body: compileRequestBody(described.requestBody, schemas.requests) }),
    ...(judges ? { responseValidation: mapped.responseValidation } : {}),
    ...(judges || isAsked ? { responses: compileResponses(described.responses, schemas.responses()) } : {}),
    limits: { ...mapped.limits, bodyBytes: mapped.limits?.bodyBytes ?? defaultOperationLimits.bodyBytes },
    ...(undeclared === undefined ? {} : { undeclared }),
    ...(scopes.length === 0 ? {} : { scopes }),
    tool: compileTool(described, mapped),
    policies: [...ofVersion(content.policies), ...(mapped.policies ?? [])],
  }
}

/** Rulings name whose rules they are; other policies decide the same whoever owns them. */
function ofVersion(uses: PolicyUses): CompiledOperation['policies'] {
  return uses.map((use) => (use.policy === 'access-rules' ? { ...use, whole: true } : use))
}

function compileParameter(
  parameter: ParameterDescription,
  schemas: JudgedSchemas,
): CompiledOperation['parameters'][number] {
  const [media] = Object.entries(parameter.content ?? {})
  const schema = media === undefined ? parameter.schema : media[1].schema
  return {
    in: parameter.in,
    name: parameter.name,
    // A path parameter that is not there is another path.
    required: parameter.required || parameter.in === 'path',
    style: parameter.style,
    explode: parameter.explode,
    allowReserved: parameter.allowReserved ?? false,
    allowEmptyValue: parameter.allowEmptyValue ?? false,
    ...(schema === undefined ? {} : { schema: schemas.dispatched(schema) }),
    ...(media === undefined ? {} : { mediaType: media[0].toLowerCase() }),
  }
}

/** Rules that do something, in one order; undefined when all passes. */
function compileUndeclared(rules: RevisionOperation['undeclared']): CompiledOperation['undeclared'] {
  const acting = Object.entries(rules ?? {}).filter(([, rule]) => rule !== undefined && rule !== 'pass')
  return acting.length === 0 ? undefined : Object.fromEntries(acting)
}

/** The union of several lists, first place first; header names regardless of case. */
export function mergeKeyLocations(lists: readonly KeyLocation[][]): KeyLocation[] {
  const merged = new Map<string, KeyLocation>()
  for (const location of lists.flat()) {
    const name = location.in === 'header' ? location.name.toLowerCase() : location.name
    const key = `${location.in} ${name}`
    if (!merged.has(key)) merged.set(key, location)
  }
  return [...merged.values()]
}
