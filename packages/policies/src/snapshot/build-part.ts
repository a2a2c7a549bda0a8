import type { CompiledOperation, CompiledResponse, SnapshotIssue, SnapshotPart } from '@gatehouse/contracts/snapshot'
import type { RuntimeBackend } from '../decide-types.ts'
import { OperationRecorder } from '../recording/operation-recorder.ts'
import { parseTemplate, type TemplateSegment } from '../routing/template.ts'
import { parseUpstreamQuery, splitUpstream, type UpstreamQuery } from '../routing/upstream-query.ts'
import { type UpstreamTemplate, upstreamTemplate } from '../routing/upstream-template.ts'
import { ParameterSet } from '../validation/parameters.ts'
import { RequestBodies } from '../validation/request-bodies.ts'
import { ResponseContract } from '../validation/response-contract.ts'
import { structuralLimits } from '../validation/structural-limits.ts'
import { UndeclaredParts } from '../validation/undeclared-parts.ts'
import { actingRules, type Rules } from '../validation/undeclared-rules.ts'
import { type Floor, tightened } from './floors.ts'
import type { LazyValidator } from './lazy-validator.ts'
import { createHandlers, type Handlers } from './policy-uses.ts'
import type { CompileSchema } from './validators.ts'

export type BuiltOperation = {
  /** As it runs: under the guardrails' floors. */
  definition: CompiledOperation
  segments: readonly TemplateSegment[]
  templateNames: readonly string[]
  backend: RuntimeBackend
  upstream: UpstreamTemplate
  /** Null where the mapping writes no query of its own. */
  upstreamQuery: UpstreamQuery | null
  parameters: ParameterSet | null
  body: { required: boolean; accepted: RequestBodies } | null
  /** Null where no rule acts on undeclared query parameters, headers and cookies. */
  undeclared: UndeclaredParts | null
  /** Null where responses are not judged. */
  responses: ResponseContract | null
  handlers: Handlers
  recorder: OperationRecorder
}

/** A part made ready; depends on nothing but the part and the floors that it was built under, so it outlives the snapshot that first held it. */
export type BuiltPart = {
  part: SnapshotPart
  /** Guardrails.floorsName */
  floors: string
  backends: readonly RuntimeBackend[]
  operations: readonly BuiltOperation[]
}

/** `floorOf`: what guardrails ask at least of an operation with these tags. */
export type PartFloors = { name: string; floorOf: (tags: readonly string[]) => Floor | null }

export function buildPart(
  part: SnapshotPart,
  compile: CompileSchema,
  floors: PartFloors,
  issues: SnapshotIssue[],
): BuiltPart {
  const backends = new Map<string, RuntimeBackend>()
  for (const backend of part.backends) {
    const url = URL.canParse(backend.url) ? new URL(backend.url) : null
    if (
      url === null ||
      !/^https?:$/.test(url.protocol) ||
      url.search !== '' ||
      url.hash !== '' ||
      url.username !== ''
    ) {
      const message = `The address of backend “${backend.name}” must be http or https, without query, fragment or sign-in.`
      issues.push({ code: 'backend', message, where: part.deploymentId })
      continue
    }
    backends.set(backend.name, {
      name: backend.name,
      deploymentId: part.deploymentId,
      url,
      basePath: url.pathname.replace(/\/+$/, ''),
      connectTimeoutMs: backend.connectTimeoutMs,
      timeoutMs: backend.timeoutMs,
      headers: backend.headers,
    })
  }
  const operations: BuiltOperation[] = []
  for (const definition of part.operations) {
    const floor = floors.floorOf(definition.tags)
    if (floor?.responseValidation !== undefined && definition.responses === undefined) {
      const message = `${definition.method} ${definition.path}: a guardrail asks that answers are validated, and the part does not say what they may be.`
      issues.push({ code: 'format', message, where: definition.id })
    }
    const runs = floor === null ? definition : tightened(definition, floor)
    const operation = buildOperation(runs, part, backends, compile, issues)
    if (operation !== null) operations.push(operation)
  }
  return { part, floors: floors.name, backends: [...backends.values()], operations }
}

function buildOperation(
  definition: CompiledOperation,
  part: SnapshotPart,
  backends: ReadonlyMap<string, RuntimeBackend>,
  compile: CompileSchema,
  issues: SnapshotIssue[],
): BuiltOperation | null {
  const backend =
    definition.mock === undefined
      ? backends.get(definition.backend)
      : mockBackend(definition.backend, part.deploymentId)
  if (backend === undefined) {
    const message = `${definition.method} ${definition.path} names backend “${definition.backend}”, which is not there.`
    issues.push({ code: 'backend', message, where: definition.id })
    return null
  }
  try {
    const segments = parseTemplate(definition.path)
    const templateNames = namesOf(segments)
    const upstream = splitUpstream(definition.upstream.path)
    const rules = actingRules(definition.undeclared, definition.requestValidation)
    return {
      definition,
      segments,
      templateNames,
      backend,
      upstream: upstreamTemplate(definition.path, upstream.path, templateNames),
      upstreamQuery:
        upstream.query === null ? null : parseUpstreamQuery(upstream.query, templateNames, queryNames(definition)),
      parameters:
        definition.parameters.length === 0 || definition.requestValidation === 'off'
          ? null
          : new ParameterSet(definition, templateNames, part.schemas, compile),
      body: definition.body === undefined ? null : requestBody(definition, definition.body, part, rules, compile),
      undeclared:
        rules === null || !actsOnHead(rules) ? null : new UndeclaredParts(definition.parameters, rules, part.schemas),
      responses: definition.responses === undefined ? null : responseContract(definition.responses, part, compile),
      handlers: createHandlers(definition.policies, { owner: definition.id, versionId: part.versionId }, issues),
      recorder: new OperationRecorder(definition, templateNames, part.schemas),
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'not valid'
    issues.push({ code: 'route', message: `${definition.method} ${definition.path}: ${reason}`, where: definition.id })
    return null
  }
}

function queryNames({ parameters }: CompiledOperation): string[] {
  return parameters.flatMap((parameter) => (parameter.in === 'query' ? [parameter.name] : []))
}

function requestBody(
  definition: CompiledOperation,
  body: NonNullable<CompiledOperation['body']>,
  part: SnapshotPart,
  rules: Rules | null,
  compile: CompileSchema,
) {
  const options = { mode: definition.requestValidation, limits: structuralLimits(definition.limits), rules }
  return { required: body.required, accepted: new RequestBodies(body.content, part.schemas, compile, options) }
}

function actsOnHead({ query, header, cookie }: Rules): boolean {
  return query !== 'pass' || header !== 'pass' || cookie !== 'pass'
}

function responseContract(responses: readonly CompiledResponse[], part: SnapshotPart, compile: CompileSchema) {
  const shared = part.responseSchemas === undefined ? part.schemas : { ...part.schemas, ...part.responseSchemas }
  return new ResponseContract(responses, shared, compile)
}

/** Stands where a backend would: an operation with a mock is answered before anything is sent (RFC 6761 §6.4: `.invalid` is nobody). */
function mockBackend(name: string, deploymentId: string): RuntimeBackend {
  const url = new URL('http://mock.invalid')
  return { name, deploymentId, url, basePath: '', connectTimeoutMs: 1, timeoutMs: 1, headers: [] }
}

function namesOf(segments: readonly TemplateSegment[]): string[] {
  return segments.flatMap((segment) =>
    segment.kind === 'static' ? [] : segment.kind === 'parameter' ? [segment.name] : [...segment.names],
  )
}

/** Every validator that requests to the operation, and the answers to them, may need. */
export function validatorsOf(operation: BuiltOperation): LazyValidator[] {
  const answers = operation.responses?.validators ?? []
  return [...(operation.parameters?.validators ?? []), ...(operation.body?.accepted.validators ?? []), ...answers]
}
