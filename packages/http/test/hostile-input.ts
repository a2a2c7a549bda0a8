import { type Endpoint, none } from '@gatehouse/contracts/endpoint'
import { z } from 'zod'
import { sampleInput } from './sample-input.ts'

/** Values that some layer below takes badly: the database, the driver, Date, recursion, spread arguments. */
export const hostileScalars: readonly unknown[] = [
  { not: '' },
  [],
  [[]],
  null,
  true,
  '',
  ' ',
  'a\u0000b',
  '\u0000',
  'lone \ud800 surrogate',
  '\udc00',
  '__proto__',
  'constructor',
  '../..',
  "' OR 1=1 --",
  '%00',
  '%',
  '_',
  '\u202e',
  'x'.repeat(5_000),
  -1,
  0,
  1.5,
  2_147_483_648,
  9_007_199_254_740_991,
  9_007_199_254_740_992,
  1e308,
  -1e308,
  '2147483648',
  '9007199254740991',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  '2026-02-30T00:00:00Z',
  '2026-01-01T00:00:00.123456789Z',
  'not a date',
  `api_${'f'.repeat(32)}`,
  `api_${'0'.repeat(32)}`,
  'stg_\u0000',
  `req_${'f'.repeat(32)}`,
]

/** Cursors that no list gave, but that look like one. */
export const hostileCursors: readonly string[] = [
  'x',
  ...[
    ['\u0000'],
    ['\ud800'],
    ['a', '\u0000'],
    [-1],
    ['NaN'],
    [1e300],
    ['99999999999999999999'],
    [{}],
    [null, null],
    ['x', 'y'],
    [Number.MAX_SAFE_INTEGER, 'y'],
    ['8640000000000001', '00000000-0000-0000-0000-000000000000'],
    [8_640_000_000_000_000, '00000000-0000-0000-0000-000000000000'],
    [],
  ].map((parts) => Buffer.from(JSON.stringify(parts)).toString('base64url')),
]

type Shape = Record<string, z.ZodType>

export function shapeOf(schema: z.ZodType): Shape {
  return schema instanceof z.ZodObject ? (schema.shape as Shape) : {}
}

/** What rules beyond the schema's shape ask for. */
const byHand: Record<string, (ids: Record<string, string>) => Record<string, unknown>> = {
  rotateCredential: () => ({ overlapHours: 1 }),
  rotateMyCredential: () => ({ overlapHours: 1 }),
  'access.simulate': ({ stage }) => ({
    stage,
    caller: { as: 'nobody' },
    request: { of: 'request', method: 'GET', target: '/' },
  }),
}

/** The smallest valid body, with ids that exist where the test has them. */
export function validBody(endpoint: Endpoint, ids: Record<string, string>): Record<string, unknown> {
  const named = byHand[endpoint.id]
  if (named) return named(ids)
  // One of several shapes: the first of them.
  if (!(endpoint.body instanceof z.ZodObject)) return sampleInput({ ...endpoint, params: none, query: none })
  const all = sampleInput(endpoint)
  const body: Record<string, unknown> = {}
  for (const name of Object.keys(shapeOf(endpoint.body))) {
    if (!(name in all) && !(name in ids)) continue
    const own = ids[name]
    body[name] = own !== undefined && shapeOf(endpoint.body)[name]?.safeParse(own).success ? own : all[name]
  }
  return body
}

/** Each place in a value, with a copy of the value in which that place holds something else. */
export function* mutations(value: unknown, put: unknown, depth = 0): Generator<unknown> {
  if (value === null || typeof value !== 'object' || depth > 4) return
  for (const [name, member] of Object.entries(value)) {
    const replaced = (inside: unknown) =>
      Array.isArray(value) ? value.map((item, i) => (String(i) === name ? inside : item)) : { ...value, [name]: inside }
    yield replaced(put)
    for (const inside of mutations(member, put, depth + 1)) yield replaced(inside)
  }
}
