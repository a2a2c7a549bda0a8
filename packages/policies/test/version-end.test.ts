import type { AccessRow } from '@gatehouse/contracts/access'
import type { SnapshotDeprecation } from '@gatehouse/contracts/snapshot'
import { describe, expect, it } from 'vitest'
import { buildSnapshot } from '../src/snapshot/build.ts'
import { generateValidatorCode } from '../src/snapshot/validators.ts'
import { traceOf } from '../src/trace.ts'
import { operation, snapshotTexts } from './fixtures.ts'
import { allowed, header, refused, world } from './orders-world.ts'

const day = 86_400_000
const start = Date.UTC(2026, 4, 12, 10, 0, 0)
const program: SnapshotDeprecation = {
  deprecatedAt: start + day,
  sunsetAt: start + 30 * day,
  successor: 'https://api.test/orders/v2',
  guide: 'https://portal.test/apis/orders/v1',
  brownOuts: [{ from: start + 20 * day, to: start + 20 * day + 3_600_000 }],
  extensions: [],
}

function ending(over: Partial<SnapshotDeprecation> = {}, rows?: (rows: AccessRow[]) => AccessRow[]) {
  const made = world({
    version: { deprecation: { ...program, ...over } },
    ...(rows === undefined ? {} : { rows }),
  })
  const at = (ms: number, target = '/orders/v1/orders', more: Parameters<typeof made.ask>[1] = {}) => {
    made.time.now = ms
    return made.ask(target, more)
  }
  return { ...made, at }
}

/** The same caller again, with an extension. */
function extended(until: number, rows?: (rows: AccessRow[]) => AccessRow[]) {
  const plain = world(rows === undefined ? {} : { rows })
  const extensions = [{ applicationId: plain.caller.ids.application, until }]
  const { snapshot } = world({
    version: { id: plain.snapshot.manifest.versions[0]?.id as never, deprecation: { ...program, extensions } },
  })
  plain.deps.snapshot = snapshot
  return (ms: number, target = '/orders/v1/orders') => {
    plain.time.now = ms
    return plain.ask(target)
  }
}

describe('the end of a version, by the clock alone', () => {
  it('says nothing a millisecond before, and all of it from the instant on', () => {
    const { at } = ending()
    expect(allowed(at(program.deprecatedAt - 1)).responseHeaders).toEqual([])
    const decision = allowed(at(program.deprecatedAt))
    expect(header(decision, 'Deprecation')).toBe(`@${program.deprecatedAt / 1000}`)
    expect(header(decision, 'Sunset')).toBe('Thu, 11 Jun 2026 10:00:00 GMT')
    expect(header(decision, 'Link')).toBe(
      '<https://api.test/orders/v2>; rel="successor-version", ' +
        '<https://portal.test/apis/orders/v1>; rel="deprecation"; type="text/html", ' +
        '<https://portal.test/apis/orders/v1>; rel="sunset"; type="text/html"',
    )
  })

  it('says so in its refusals too, and in no other version’s answers', () => {
    const { at } = ending()
    for (const decision of [
      at(program.deprecatedAt, '/orders/v1/nowhere'),
      at(program.deprecatedAt, '/orders/v1/orders', { method: 'DELETE' }),
      at(program.deprecatedAt, '/orders/v1/orders', { rawHeaders: [] }),
    ]) {
      expect(refused(decision).responseHeaders).toContain('Deprecation')
    }
    expect(refused(at(program.deprecatedAt, '/orders/v9/orders')).responseHeaders).toEqual([])
  })

  it('without a date for its end it announces none, and never ends', () => {
    const { at } = ending({ sunsetAt: undefined, successor: undefined, brownOuts: [] })
    const decision = allowed(at(start + 10_000 * day))
    expect(decision.responseHeaders).toEqual([
      'Deprecation',
      `@${program.deprecatedAt / 1000}`,
      'Link',
      '<https://portal.test/apis/orders/v1>; rel="deprecation"; type="text/html"',
    ])
  })

  it('answers 410 from the instant on, whatever path, verb or key', () => {
    const { at } = ending()
    const sunsetAt = program.sunsetAt ?? 0
    allowed(at(sunsetAt - 1))
    for (const decision of [
      at(sunsetAt),
      at(sunsetAt, '/orders/v1/nowhere'),
      at(sunsetAt, '/orders/v1/orders', { method: 'OPTIONS' }),
      at(sunsetAt, '/orders/v1/health', { rawHeaders: [] }),
      at(sunsetAt + 1000 * day),
    ]) {
      const { code, phase, detail, responseHeaders } = refused(decision)
      expect([code, phase]).toEqual(['sunset', 'route'])
      expect(detail).toBe(
        'It ended on 2026-06-11 10:00 UTC. Its successor: https://api.test/orders/v2 How to move: https://portal.test/apis/orders/v1',
      )
      expect(responseHeaders).toContain('Sunset')
    }
  })

  it('a brown-out answers 410 with the time to its end, and ends by itself', () => {
    const { at } = ending()
    const [window] = program.brownOuts
    if (window === undefined) throw new Error('unreachable')
    allowed(at(window.from - 1))
    const first = refused(at(window.from))
    expect([first.code, header(first, 'Retry-After')]).toEqual(['brown_out', '3600'])
    expect(header(refused(at(window.to - 1)), 'Retry-After')).toBe('1')
    allowed(at(window.to))
  })

  it('an application with an extension goes on until its date, through brown-outs', () => {
    const until = start + 60 * day
    const at = extended(until)
    allowed(at(start + 20 * day))
    const decision = allowed(at((program.sunsetAt ?? 0) + day))
    expect(traceOf(decision).find(({ phase }) => phase === 'route')?.facts).toMatchObject({ extended: true })
    allowed(at(until - 1))
    expect(refused(at(until)).code).toBe('sunset')
  })

  it('an extension opens nothing for a key that does not hold', () => {
    const at = extended(start + 60 * day, (rows) =>
      rows.map((row) => (row.kind === 'credential' ? { ...row, revokedAt: start } : row)),
    )
    expect(refused(at((program.sunsetAt ?? 0) + 1, '/orders/v1/health')).code).toBe('sunset')
  })

  it('a retired version names its successor', () => {
    const { ask, time } = world({ version: { state: 'retired', deprecation: program } })
    const before = refused(ask('/orders/v1/orders'))
    expect(before.code).toBe('retired')
    expect(before.detail).toContain('https://api.test/orders/v2')
    time.now = program.sunsetAt ?? 0
    expect(refused(ask('/orders/v1/orders')).code).toBe('sunset')
  })

  it('refuses a snapshot whose addresses cannot be sent', () => {
    const { manifestText, parts } = snapshotTexts([
      {
        operations: [operation({ path: '/x' })],
        version: { deprecation: { ...program, guide: 'javascript:alert(1)' } },
      },
    ])
    const result = buildSnapshot({ manifestText, parts, compileSchema: generateValidatorCode })
    expect(result).toMatchObject({ ok: false, issues: [{ code: 'format' }] })
  })
})
