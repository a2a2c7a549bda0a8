import type { AccessRow } from '@gatehouse/contracts/access'
import { expect } from 'vitest'
import { decideHead } from '../src/decide.ts'
import type { AllowDecision, RefuseDecision, RequestHead } from '../src/decide-types.ts'
import { callerRows, depsOf, head, operation, parameter, snapshotOf, type VersionInput } from './fixtures.ts'

export const list = operation({
  path: '/orders',
  tags: ['read'],
  parameters: [parameter({ in: 'query', name: 'limit', schema: { type: 'integer', maximum: 100 } })],
})
export const create = operation({
  path: '/orders',
  method: 'POST',
  limits: { bodyBytes: 100 },
  body: {
    required: true,
    content: {
      'application/json': { schema: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } } },
      'text/*': {},
    },
  },
})
export const one = operation({ path: '/orders/{id}', tags: ['read'] })
export const open = operation({ path: '/health', anonymous: true })
export const mapped = operation({
  path: '/v/{a}/{b}.json',
  anonymous: true,
  upstream: { method: 'POST', path: '/x/{b}/y-{a}' },
})

export const queried = operation({
  path: '/find/{a}/{b}',
  anonymous: true,
  upstream: { method: 'GET', path: '/search/{b}?kind=all&id=x-{a}&again={a}' },
})

/** The orders API with its keyed and anonymous operations, and one subscribed caller. */
export function world(
  options: {
    limits?: Parameters<typeof callerRows>[1]
    version?: VersionInput['version']
    rows?: (rows: AccessRow[]) => AccessRow[]
    more?: VersionInput[]
  } = {},
) {
  const snapshot = snapshotOf([
    {
      operations: [list, create, one, open, mapped, queried],
      ...(options.version ? { version: options.version } : {}),
    },
    ...(options.more ?? []),
  ])
  const caller = callerRows([snapshot.manifest.versions[0]?.id ?? ''], options.limits)
  const rows = options.rows?.(caller.rows) ?? caller.rows
  const made = depsOf(snapshot, rows)
  const ask = (target: string, over: Partial<RequestHead> = {}) =>
    decideHead(made.deps, head(target, { rawHeaders: ['X-API-Key', caller.key], ...over }))
  return { ...made, snapshot, caller, ask }
}

export function refused(decision: unknown): RefuseDecision {
  expect(decision).toMatchObject({ kind: 'refuse' })
  return decision as RefuseDecision
}
export function allowed(decision: unknown): AllowDecision {
  expect(decision).toMatchObject({ kind: 'allow' })
  return decision as AllowDecision
}
export const header = (decision: { responseHeaders: string[] }, name: string) =>
  decision.responseHeaders[decision.responseHeaders.indexOf(name) + 1]
