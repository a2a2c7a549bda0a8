import {
  simulateAccess as endpoint,
  type SimulationResult,
  type simulation,
} from '@gatehouse/contracts/endpoints/access-engine'
import type { Id } from '@gatehouse/contracts/ids'
import { problems } from '@gatehouse/contracts/problems'
import { decideBody, decideHead } from '@gatehouse/policies/decide'
import type { Decision, RequestHead, Snapshot } from '@gatehouse/policies/decide-types'
import type { RequestDecision } from '@gatehouse/policies/decision'
import type { PlannedOperation, PlannedVersion } from '@gatehouse/policies/snapshot/runtime'
import { traceOf } from '@gatehouse/policies/trace'
import type { z } from 'zod'
import { requireStage } from '../apis/find-version.ts'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import { query } from '../grammar/query.ts'
import { type AccessNames, loadAccessNames } from './access-words.ts'
import { chainOf } from './chain.ts'
import { currentSnapshot } from './current-snapshot.ts'
import { columnsOf, operationFor } from './matrix-columns.ts'
import { type SampleRequest, sampleRequest } from './sample-request.ts'
import { type SeenApi, seenBy } from './seen.ts'
import { type ReadyCaller, readyCallers } from './simulated-caller.ts'
import { depsOf } from './stage-runtime.ts'

type Asked = z.output<typeof simulation>

/** One request, judged by the whole of the gateway's decision: without traffic, and with nothing taken from a limit. */
export const simulateAccess = query({
  name: 'access.simulate',
  allowed: { permission: 'api.read', anyMember: true, anyScope: true },
  input: endpoint.body,
  run: async ({ ctx, db, input }): Promise<SimulationResult> => {
    const stage = await requireStage(db, input.stage)
    const snapshot = await currentSnapshot(ctx.db, stage.id)
    if (snapshot === null) throw new DomainError('not_possible', `Nothing was ever deployed to ${stage.name}.`)
    const seen = await seenBy(ctx)
    const at = input.at === undefined ? ctx.now().getTime() : Date.parse(input.at)
    const request = requestOf(input, snapshot, seen.apis)
    const version = versionOf(snapshot, request.target)
    if (version !== null && !seen.apis.has(version.version.apiId)) throw notFound()
    const callers = await readyCallers(ctx, input.caller, seen.callers, { stageId: stage.id, snapshot, version, at })
    const { caller, decision } = furthest(
      callers.map((one) => {
        const head = headOf(input, request, one, version)
        return { caller: one, decision: decide(snapshot, one, head, request.body, at) }
      }),
    )
    return present(decision, {
      stage,
      snapshot,
      caller,
      request,
      at,
      apis: seen.apis,
      names: await loadAccessNames(db),
    })
  },
})

type Tried = { caller: ReadyCaller; decision: Decision }

/** What is let in; else what got through the most steps. */
function furthest(tried: readonly Tried[]): Tried {
  const steps = ({ decision }: Tried) =>
    decision.kind === 'allow' ? Number.POSITIVE_INFINITY : (decision as unknown as RequestDecision).marks.length
  const [best] = tried.toSorted((one, other) => steps(other) - steps(one))
  if (best === undefined) throw notFound()
  return best
}

function requestOf(input: Asked, snapshot: Snapshot, apis: ReadonlyMap<string, SeenApi>): SampleRequest {
  const { request } = input
  const body = input.body === undefined ? undefined : Buffer.from(input.body)
  if (request.of === 'request') return { method: request.method, target: request.target, headers: [], body }
  const column = columnsOf(snapshot, apis).find(({ id }) => id === request.operationId)
  const operation = column === undefined ? null : operationFor(column, null)
  if (operation === null) throw notFound()
  const sample = sampleRequest(snapshot, operation)
  return body === undefined ? sample : { ...sample, body }
}

/** Whose base path a target begins with; as the core finds it, but for targets that it refuses anyway. */
function versionOf({ internals }: Snapshot, target: string): PlannedVersion | null {
  const path = target.split('?', 1)[0] ?? ''
  for (const depth of internals.baseDepths) {
    const base = path
      .split('/')
      .slice(0, depth + 1)
      .join('/')
    const found = internals.versions.get(base)
    if (found !== undefined) return found
  }
  return null
}

function headOf(
  { headers, address }: Asked,
  request: SampleRequest,
  { key, authorization }: ReadyCaller,
  version: PlannedVersion | null,
): RequestHead {
  const rawHeaders = [...request.headers]
  for (const { name, value } of headers) {
    const before = rawHeaders.findIndex((one, at) => at % 2 === 0 && one.toLowerCase() === name.toLowerCase())
    // What was made from the contract gives way to what somebody wrote.
    if (before >= 0 && before < request.headers.length) rawHeaders.splice(before, 2)
    rawHeaders.push(name, value)
  }
  let { target } = request
  if (authorization !== null) rawHeaders.push('authorization', authorization)
  if (key !== null) {
    const [place] = version?.keyLocations ?? []
    if (place?.in === 'query') target += `${target.includes('?') ? '&' : '?'}${encodeURIComponent(place.name)}=${key}`
    else rawHeaders.push(place?.name ?? 'x-api-key', key)
  }
  return {
    method: request.method,
    target,
    host: 'simulated',
    rawHeaders,
    remoteAddress: address,
    bodyLength: request.body?.length ?? 0,
  }
}

function decide(
  snapshot: Snapshot,
  { access }: ReadyCaller,
  head: RequestHead,
  body: Buffer | undefined,
  at: number,
): Decision {
  const started = performance.now()
  const clock = { now: () => at, tick: () => Math.round((performance.now() - started) * 1000) }
  const deps = { ...depsOf(snapshot, access, at), clock }
  const decision = decideHead(deps, head)
  return decision.kind === 'allow' && decision.needsBody
    ? decideBody(deps, decision, body ?? Buffer.alloc(0))
    : decision
}

type Shown = {
  stage: { name: string }
  snapshot: Snapshot
  caller: ReadyCaller
  request: SampleRequest
  at: number
  apis: ReadonlyMap<string, SeenApi>
  names: AccessNames
}

function present(decision: Decision, shown: Shown): SimulationResult {
  const { snapshot, request, at, apis } = shown
  const inner = decision as unknown as RequestDecision
  const operation = decision.operation as PlannedOperation | null
  const api = decision.version === null ? undefined : apis.get(decision.version.apiId)
  const headers: { name: string; value: string }[] = []
  for (let place = 0; place + 1 < decision.responseHeaders.length; place += 2)
    headers.push({ name: decision.responseHeaders[place] ?? '', value: decision.responseHeaders[place + 1] ?? '' })
  return {
    verdict: decision.kind === 'allow' ? 'allow' : 'deny',
    problem:
      decision.kind === 'allow'
        ? null
        : {
            code: decision.code,
            status: problems[decision.code].status,
            title: problems[decision.code].title,
            detail: decision.detail,
          },
    sentence: sentenceOf(decision),
    operation:
      operation === null || api === undefined
        ? null
        : {
            id: operation.id as Id<'operation'>,
            method: operation.definition.method,
            path: operation.definition.path,
            api: { id: api.id as Id<'api'>, slug: api.slug, name: api.name },
            version: decision.version?.name ?? '',
          },
    application: applicationOf(inner, shown.caller),
    ruling: inner.ruling,
    trace: traceOf(decision),
    findings: [...decision.findings],
    headers,
    chain:
      operation === null || api === undefined
        ? []
        : chainOf(
            inner,
            {
              snapshot,
              operation,
              stage: shown.stage.name,
              api,
              credential: shown.caller.text,
              application: shown.caller.application,
              depends: [],
            },
            shown.names,
          ),
    request: { method: request.method, target: request.target },
    snapshot: snapshot.hash,
    at: new Date(at).toISOString(),
  }
}

function applicationOf({ identity }: RequestDecision, { application }: ReadyCaller): SimulationResult['application'] {
  if (identity === null || application === null || identity.applicationId !== application.id) return null
  return { id: application.id, name: application.name }
}

function sentenceOf(decision: Decision): string {
  if (decision.kind === 'refuse') {
    if (decision.code === 'token_needs_asking')
      return 'A gateway would ask the token’s issuer first; a simulation asks nobody.'
    return `${problems[decision.code].title}: ${decision.detail ?? problems[decision.code].why}`
  }
  const { method, path } = decision.operation.definition
  return `It would be let in: ${method} ${path} on revision ${decision.deployment.revisionNumber}.`
}
