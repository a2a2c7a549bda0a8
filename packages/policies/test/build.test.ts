import { generateKeyPairSync, sign } from 'node:crypto'
import { canonicalJson } from '@gatehouse/contracts/json'
import type { SnapshotManifest } from '@gatehouse/contracts/snapshot'
import { describe, expect, it } from 'vitest'
import { decideHead } from '../src/decide.ts'
import { buildSnapshot, dryBuild } from '../src/snapshot/build.ts'
import { generateValidatorCode } from '../src/snapshot/validators.ts'
import { textHash, verifyManifest } from '../src/snapshot/verify.ts'
import { depsOf, head, id, operation, parameter, snapshotOf, snapshotTexts, type VersionInput } from './fixtures.ts'

const open = () => operation({ path: '/open', anonymous: true })

function issuesOf(versions: VersionInput[], over: Partial<SnapshotManifest> = {}) {
  const { manifestText, parts } = snapshotTexts(versions, over)
  return dryBuild(manifestText, parts)
}

describe('a snapshot is refused whole, with its reason', () => {
  it.each([
    [
      'an unknown capability',
      issuesOf([{ operations: [open()] }], { capabilities: ['teleport'] }),
      'capability',
      'teleport',
    ],
    [
      'an unknown policy',
      issuesOf([{ operations: [operation({ path: '/a', policies: [{ policy: 'magic', options: {} }] })] }]),
      'policy',
      'magic',
    ],
    [
      'an unknown guardrail',
      issuesOf([{ operations: [open()] }], { guardrails: [{ policy: 'magic', options: {} }] }),
      'policy',
      'magic',
    ],
    [
      'a policy named like a built-in of the language',
      issuesOf([{ operations: [operation({ path: '/a', policies: [{ policy: 'constructor', options: {} }] })] }]),
      'policy',
      'constructor',
    ],
    [
      'an option that the policy does not have',
      issuesOf([
        {
          operations: [
            operation({
              path: '/a',
              policies: [{ policy: 'ip-rules', options: { allow: ['10.0.0.0/8'], log: true } }],
            }),
          ],
        },
      ]),
      'policy',
      'log',
    ],
    [
      'a range that is none',
      issuesOf([
        {
          operations: [
            operation({ path: '/a', policies: [{ policy: 'ip-rules', options: { allow: ['10.0.0.0/33'] } }] }),
          ],
        },
      ]),
      'policy',
      '/33',
    ],
    [
      'a schema that does not compile',
      issuesOf([
        {
          operations: [
            operation({
              path: '/a',
              parameters: [parameter({ in: 'query', name: 'q', schema: { anyOf: [{ type: 'nonsense' }] } })],
            }),
          ],
        },
      ]),
      'schema',
      'GET /a',
    ],
    [
      'a body schema that does not compile',
      issuesOf([
        {
          operations: [
            operation({
              path: '/a',
              method: 'POST',
              body: { required: true, content: { 'application/json': { schema: { $ref: '#/schemas/Lost' } } } },
            }),
          ],
        },
      ]),
      'schema',
      'POST /a',
    ],
    [
      'templates that match the same paths',
      issuesOf([{ operations: [operation({ path: '/{a}' }), operation({ path: '/{b}' })] }]),
      'route',
      'GET',
    ],
    ['a broken template', issuesOf([{ operations: [operation({ path: '/{a' })] }]), 'route', 'Braces'],
    [
      'an upstream path with a foreign parameter',
      issuesOf([{ operations: [operation({ path: '/{a}', upstream: { method: 'GET', path: '/{b}' } })] }]),
      'route',
      '{b}',
    ],
    [
      'an upstream query with a foreign parameter',
      issuesOf([{ operations: [operation({ path: '/{a}', upstream: { method: 'GET', path: '/x?b={b}' } })] }]),
      'route',
      '{b}',
    ],
    [
      'an upstream query that says what the caller says',
      issuesOf([
        {
          operations: [
            operation({
              path: '/{a}',
              parameters: [parameter({ in: 'query', name: 'id' })],
              upstream: { method: 'GET', path: '/x?%69d={a}' },
            }),
          ],
        },
      ]),
      'route',
      'the caller writes it',
    ],
    [
      'a backend that is not there',
      issuesOf([{ operations: [operation({ path: '/a', backend: 'lost' })] }]),
      'backend',
      'lost',
    ],
    [
      'a backend address with a sign-in',
      issuesOf([
        {
          operations: [open()],
          part: { backends: [{ name: 'main', url: 'http://a:b@c', connectTimeoutMs: 1, timeoutMs: 1, headers: [] }] },
        },
      ]),
      'backend',
      'main',
    ],
    [
      'two versions on one base path',
      issuesOf([{ operations: [open()] }, { operations: [open()] }]),
      'route',
      'base path',
    ],
    [
      'a part of another stage',
      issuesOf([{ operations: [open()], part: { stageId: id('stage') } }]),
      'format',
      'another',
    ],
  ])('%s', (_, issues, code, text) => {
    expect(issues.length).toBeGreaterThan(0)
    expect(issues[0]?.code).toBe(code)
    expect(issues[0]?.message).toContain(text)
  })

  it.each(['/x?', '/x?=1', '/x?{a}=1', '/x?b={a', '/x?b=a}'])('an upstream query such as %s', (path) => {
    const [issue] = issuesOf([{ operations: [operation({ path: '/{a}', upstream: { method: 'GET', path } })] }])
    expect(issue?.code).toBe('route')
  })

  it('an unknown member, at any depth', () => {
    const { manifestText, parts } = snapshotTexts([{ operations: [open()] }])
    const changed = canonicalJson({ ...(JSON.parse(manifestText) as object), novelty: 1 })
    expect(dryBuild(changed, parts)[0]).toMatchObject({ code: 'format', where: 'manifest' })
    const [[hash, text] = ['', '']] = parts
    const part = JSON.parse(text) as { operations: object[] }
    const odd = canonicalJson({ ...part, operations: [{ ...part.operations[0], novelty: 1 }] })
    const renamed = manifestText.replaceAll(hash, textHash(odd))
    expect(dryBuild(renamed, new Map([[textHash(odd), odd]]))[0]).toMatchObject({ code: 'format' })
  })

  it('a missing part, a changed byte, no JSON', () => {
    const { manifestText, parts } = snapshotTexts([{ operations: [open()] }])
    expect(dryBuild(manifestText, new Map())[0]?.code).toBe('hash')
    const [[hash, text] = ['', '']] = parts
    expect(dryBuild(manifestText, new Map([[hash, text.replace('/open', '/opep')]]))[0]?.code).toBe('hash')
    expect(dryBuild('{', parts)[0]?.code).toBe('format')
  })
})

describe('signatures', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const raw = (publicKey.export({ format: 'jwk' }) as { x: string }).x
  const { manifestText } = snapshotTexts([{ operations: [open()] }])
  const signature = sign(null, Buffer.from(manifestText), privateKey).toString('base64')
  const good = { manifestText, hash: textHash(manifestText), signature, publicKey: raw }

  it('of the pinned key verify', () => {
    expect(verifyManifest(good)).toBeNull()
  })

  it.each([
    ['other bytes', { ...good, manifestText: `${manifestText} ` }, 'hash'],
    [
      'other bytes under their own hash',
      { ...good, manifestText: `${manifestText} `, hash: textHash(`${manifestText} `) },
      'signature',
    ],
    ['no signature', { ...good, signature: '' }, 'signature'],
    [
      'another key',
      { ...good, publicKey: (generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }) as { x: string }).x },
      'signature',
    ],
    ['a key that is none', { ...good, publicKey: 'x' }, 'signature'],
  ])('%s do not', (_, input, code) => {
    expect(verifyManifest(input)?.code).toBe(code)
  })
})

describe('building again', () => {
  it('takes parts over that stay, without their text', () => {
    const { manifestText, manifest, parts } = snapshotTexts([{ operations: [open()] }])
    const first = buildSnapshot({ manifestText, parts, compileSchema: generateValidatorCode })
    if (!first.ok) throw new Error('not built')
    const [version] = manifest.versions
    if (version === undefined) throw new Error('no version')
    const paused = canonicalJson({ ...manifest, versions: [{ ...version, paused: { reason: 'now' } }] })
    const second = buildSnapshot({
      manifestText: paused,
      parts: new Map(),
      compileSchema: generateValidatorCode,
      previous: first.snapshot,
    })
    if (!second.ok) throw new Error(JSON.stringify(second.issues))
    expect(decideHead(depsOf(second.snapshot).deps, head('/orders/v1/open'))).toMatchObject({
      kind: 'refuse',
      code: 'paused',
    })
    expect(decideHead(depsOf(first.snapshot).deps, head('/orders/v1/open')).kind).toBe('allow')
  })

  it('generates no validator until one is needed', () => {
    let generated = 0
    const { manifestText, parts } = snapshotTexts([
      {
        operations: [
          operation({
            path: '/a',
            anonymous: true,
            parameters: [parameter({ in: 'query', name: 'q', schema: { type: ['string', 'null'] } })],
          }),
        ],
      },
    ])
    const built = buildSnapshot({
      manifestText,
      parts,
      trusted: true,
      compileSchema: (set) => {
        generated += 1
        return generateValidatorCode(set)
      },
    })
    if (!built.ok) throw new Error('not built')
    expect(generated).toBe(0)
    const { deps } = depsOf(built.snapshot)
    for (let i = 0; i < 3; i += 1) expect(decideHead(deps, head('/orders/v1/a?q=x')).kind).toBe('allow')
    expect(generated).toBe(1)
  })
})

describe('policies', () => {
  const rules = (options: object) => [{ policy: 'ip-rules', options }] as never
  const ask = (snapshot: ReturnType<typeof snapshotOf>, remoteAddress: string) =>
    decideHead(depsOf(snapshot).deps, head('/orders/v1/open', { remoteAddress })).kind

  it.each([
    [
      { allow: ['10.0.0.0/8', '2001:db8::/32'] },
      ['10.1.2.3', '::ffff:10.1.2.3', '2001:db8::1'],
      ['11.0.0.1', '::1', '', 'unix'],
    ],
    [{ deny: ['192.0.2.7'] }, ['192.0.2.6', '::1'], ['192.0.2.7', '::ffff:192.0.2.7', 'garbage']],
    [{ allow: ['0.0.0.0/0'], deny: ['10.0.0.0/8'] }, ['9.9.9.9'], ['10.9.9.9', '::1']],
  ])('ip-rules %j', (options, pass, refuse) => {
    const byOperation = snapshotOf([
      { operations: [operation({ path: '/open', anonymous: true, policies: rules(options) })] },
    ])
    const byGuardrail = snapshotOf([{ operations: [open()] }], { guardrails: rules(options) })
    for (const snapshot of [byOperation, byGuardrail]) {
      for (const address of pass) expect(ask(snapshot, address), address).toBe('allow')
      for (const address of refuse) expect(ask(snapshot, address), address).toBe('refuse')
    }
  })

  it('a guardrail on addresses answers before anything is known; an API cannot weaken it', () => {
    const snapshot = snapshotOf(
      [{ operations: [operation({ path: '/open', anonymous: true, policies: rules({ allow: ['0.0.0.0/0'] }) })] }],
      {
        guardrails: rules({ deny: ['192.0.2.0/24'] }),
      },
    )
    for (const path of ['/orders/v1/open', '/nowhere']) {
      expect(decideHead(depsOf(snapshot).deps, head(path))).toMatchObject({
        kind: 'refuse',
        code: 'access_rule_denied',
        operation: null,
        identity: null,
      })
    }
  })

  it('request-headers replace what the client sent; what a guardrail sets, nothing sets back', () => {
    const snapshot = snapshotOf(
      [
        {
          operations: [
            operation({
              path: '/open',
              anonymous: true,
              policies: [
                { policy: 'request-headers', options: { set: [{ name: 'X-A', value: '2' }], remove: ['x-b'] } },
              ],
            }),
          ],
        },
      ],
      {
        guardrails: [
          {
            policy: 'request-headers',
            options: {
              set: [
                { name: 'x-a', value: '1' },
                { name: 'x-c', value: '3' },
              ],
            },
          },
        ],
      },
    )
    const decision = decideHead(depsOf(snapshot).deps, head('/orders/v1/open'))
    if (decision.kind !== 'allow') throw new Error('refused')
    const headers = ['X-a', 'client', 'x-B', '9', 'X-B', '9', 'Accept', '*/*', 'x-A', 'again']
    for (const transform of decision.operation.transforms) transform({ headers, decision })
    expect(headers).toEqual(['Accept', '*/*', 'x-a', '1', 'x-c', '3'])
  })

  it('rate-limit counts per caller, operation and use', () => {
    const limited = (path: string) =>
      operation({
        path,
        anonymous: true,
        policies: [{ policy: 'rate-limit', options: { limit: 1, periodSeconds: 60, burst: 2 } }],
      })
    const { deps } = depsOf(snapshotOf([{ operations: [limited('/a'), limited('/b')] }]))
    const ask = (path: string, remoteAddress: string) =>
      decideHead(deps, head(`/orders/v1${path}`, { remoteAddress })).kind
    expect([ask('/a', '1.1.1.1'), ask('/a', '1.1.1.1'), ask('/a', '1.1.1.1')]).toEqual(['allow', 'allow', 'refuse'])
    expect([ask('/b', '1.1.1.1'), ask('/a', '1.1.1.2')]).toEqual(['allow', 'allow'])
  })
})
