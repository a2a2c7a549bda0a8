import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Id } from '@gatehouse/contracts/ids'
import { writeArchive } from '@gatehouse/importers/write-archive'
import { type GitServer, startGitServer } from '@gatehouse/net/testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { importApi } from '../src/contracts/import-api.ts'
import { importSource, latestImport } from '../src/contracts/latest-import.ts'
import { previewImport } from '../src/contracts/preview-import.ts'
import { reimport } from '../src/contracts/reimport.ts'
import type { Context } from '../src/grammar/context.ts'
import { DomainError } from '../src/grammar/domain-error.ts'
import { createTeam } from '../src/teams/create-team.ts'
import { createTestInstallation, type TestInstallation } from '../src/testing.ts'

let app: TestInstallation
let owner: Context
let teamId: Id<'team'>
let web: Server
let host = ''
let other: Server
let otherHost = ''
let git: GitServer
let asked: string[] = []
let answers: Record<string, RequestListener> = {}

const listen = async (server: Server) => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}
const serve: RequestListener = (request, response) => {
  asked.push(`${request.headers.host}${request.url}`)
  const answer = answers[request.url ?? '']
  return answer ? answer(request, response) : response.writeHead(404).end('secret')
}

beforeAll(async () => {
  app = await createTestInstallation()
  web = createServer(serve)
  other = createServer(serve)
  git = await startGitServer()
  const ports = [await listen(web), await listen(other), git.port]
  host = `127.0.0.1:${ports[0]}`
  otherHost = `127.0.0.1:${ports[1]}`
  // What the tests serve is on this machine; every other address of it stays closed.
  app.installation.importNetwork = { rules: { mode: 'backend', loopback: ports }, timeoutMs: 1_500 }
  owner = app.ctx(await app.member('Admin'))
  teamId = (await createTeam({ ctx: owner, input: { name: 'Commerce' } })).id
})
afterAll(async () => {
  web.closeAllConnections()
  other.closeAllConnections()
  web.close()
  other.close()
  await git.stop()
  await app.drop()
})
beforeEach(() => {
  asked = []
  answers = {}
})

const text =
  (body: string | Buffer, status = 200): RequestListener =>
  (_, response) =>
    response.writeHead(status).end(body)
const to =
  (location: string): RequestListener =>
  (_, response) =>
    response.writeHead(302, { location }).end()
const contract = (schema: object = { type: 'object' }, title = 'Orders') =>
  JSON.stringify({
    openapi: '3.1.0',
    info: { title, version: '1.0.0' },
    paths: {
      '/orders': { get: { responses: { 200: { description: 'Fine', content: { 'application/json': { schema } } } } } },
    },
  })

type Source = Parameters<typeof previewImport>[0]['input']
const preview = (input: Source) => previewImport({ ctx: owner, input })
async function refusal(promise: Promise<unknown>) {
  const error: unknown = await promise.then(
    () => new Error('nothing was refused'),
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof DomainError)) throw error
  return { code: error.code, detail: error.detail ?? '', errors: error.errors ?? [] }
}
const url = (path: string, at = host) => ({ source: { kind: 'url' as const, url: `http://${at}${path}` } })

describe('I1: a contract at an address', () => {
  test('is read, with its text and where it came from, and imported as the same file', async () => {
    answers = { '/specs/orders.json': text(contract()) }
    const seen = await preview(url('/specs/orders.json'))
    expect(seen).toMatchObject({
      title: 'Orders',
      given: {
        fileName: 'orders.json',
        text: contract(),
        origin: { kind: 'url', url: `http://${host}/specs/orders.json` },
      },
    })
    const made = await importApi({
      ctx: owner,
      input: { ...url('/specs/orders.json'), sha256: seen.given.sha256, teamId },
    })
    const path = { api: made.api.slug, version: made.version.name }
    expect(await latestImport({ ctx: owner, input: path })).toMatchObject({ origin: seen.given.origin })
    expect(await importSource({ ctx: owner, input: path })).toMatchObject({ source: contract(), encoding: 'text' })
    answers = { '/specs/orders.json': text(contract({ type: 'array' })) }
    expect(
      await refusal(
        importApi({ ctx: owner, input: { ...url('/specs/orders.json'), sha256: seen.given.sha256, teamId } }),
      ),
    ).toMatchObject({ code: 'changed_meanwhile' })
    const changed = await reimport({ ctx: owner, input: { ...path, ...url('/specs/orders.json') } })
    expect(changed).toMatchObject({ saved: true, given: { origin: seen.given.origin } })
  })

  test('refers to files beside it without a question, to files of another host only when that is allowed', async () => {
    answers = {
      '/openapi.json': text(contract({ $ref: 'schemas/order.json' })),
      '/schemas/order.json': text(JSON.stringify({ $ref: `http://${otherHost}/money.json` })),
      '/money.json': text(JSON.stringify({ type: 'integer' })),
    }
    const asking = await refusal(preview(url('/openapi.json')))
    expect(asking).toMatchObject({
      code: 'import_failed',
      errors: [{ in: 'body', pointer: '/allowHosts', rule: 'import.host', expected: otherHost }, { in: 'file' }],
    })
    expect(asked).not.toContain(`${otherHost}/money.json`)
    const { operations } = await preview({ ...url('/openapi.json'), allowHosts: [otherHost] })
    expect(operations).toHaveLength(1)
    expect(asked.filter((one) => one.endsWith('/money.json'))).toEqual([`${otherHost}/money.json`])
  })

  test('may move on its host; to another one it asks first', async () => {
    answers = { '/old': to('/new'), '/new': text(contract()), '/away': to(`http://${otherHost}/new`) }
    expect((await preview(url('/old'))).title).toBe('Orders')
    expect((await refusal(preview(url('/away')))).errors).toMatchObject([{ rule: 'import.host', expected: otherHost }])
    expect((await preview({ ...url('/away'), allowHosts: [otherHost] })).title).toBe('Orders')
  })
})

describe('D31 D33: what an import does not read', () => {
  test.each([
    ['http://169.254.169.254/latest/meta-data/', 'fetch.address-refused'],
    ['http://[::ffff:a9fe:a9fe]/', 'fetch.address-refused'],
    ['http://127.0.0.1:9/', 'fetch.address-refused'],
    ['http://someone:secret@127.0.0.1:9/', 'fetch.invalid-url'],
    ['http://nowhere.invalid/openapi.json', 'fetch.not-resolved'],
  ])('%s', async (address, rule) => {
    expect(await refusal(preview({ source: { kind: 'url', url: address } }))).toMatchObject({
      code: 'import_failed',
      errors: [{ rule }],
    })
  })

  test('a file of this machine is no address', async () => {
    expect(await refusal(preview({ source: { kind: 'url', url: 'file:///etc/passwd' } }))).toMatchObject({
      code: 'invalid_input',
    })
  })

  test.each(['http://169.254.169.254/', 'http://127.0.0.1:9/', 'http://10.0.0.1/'])(
    'a redirect to %s, also of a host that was allowed',
    async (target) => {
      answers = { '/go': to(target), '/openapi.json': text(contract({ $ref: `http://${otherHost}/go` })) }
      const allowHosts = [otherHost, new URL(target).host]
      app.installation.importNetwork = { ...app.installation.importNetwork, rules: { mode: 'import' } }
      expect((await refusal(preview({ ...url('/go'), allowHosts }))).errors[0]?.rule).toBe('fetch.address-refused')
    },
  )
  afterEach(() => {
    const ports = [host, otherHost].map((one) => Number(one.split(':')[1]))
    app.installation.importNetwork = { rules: { mode: 'backend', loopback: [...ports, git.port] }, timeoutMs: 1_500 }
  })

  test('a redirect to metadata behind an address that may be read', async () => {
    answers = { '/go': to('http://169.254.169.254/') }
    const allowHosts = ['169.254.169.254']
    expect((await refusal(preview({ ...url('/go'), allowHosts }))).errors[0]?.rule).toBe('fetch.address-refused')
    answers = { '/go': to('file:///etc/passwd') }
    expect((await refusal(preview(url('/go')))).errors[0]?.rule).toBe('fetch.redirect-refused')
  })

  test('private addresses, as an installation has it', async () => {
    delete app.installation.importNetwork
    answers = { '/openapi.json': text(contract()) }
    expect((await refusal(preview(url('/openapi.json')))).errors[0]?.rule).toBe('fetch.address-refused')
    expect(asked).toEqual([])
  })

  test('what is too large, or never ends', async () => {
    answers = {
      '/large': text(Buffer.alloc(11 * 1024 * 1024, 'x')),
      '/slow': (_, response) => void response.writeHead(200).write('openapi: 3.1.0\n'),
    }
    expect((await refusal(preview(url('/large')))).errors[0]?.rule).toBe('fetch.too-large')
    expect((await refusal(preview(url('/slow')))).errors[0]?.rule).toBe('fetch.timeout')
  })

  test('and nothing of what an address answers is echoed', async () => {
    const secret = 'AKIA-TOP-SECRET'
    answers = {
      '/status': text(secret, 403),
      '/text': text(`${secret}: [`),
      '/json': text(JSON.stringify({ AccessKeyId: secret })),
      '/page': text(`<html>${secret}</html>`),
      '/openapi.json': text(contract({ $ref: `http://${otherHost}/text` })),
      '/openapi2.json': text(contract({ $ref: `http://${otherHost}/page` })),
    }
    for (const path of ['/status', '/text', '/json', '/page', '/openapi.json', '/openapi2.json']) {
      const refused = await refusal(preview({ ...url(path), allowHosts: [otherHost] }))
      expect(refused.code, path).toBe('import_failed')
      expect(JSON.stringify(refused), path).not.toContain('SECRET')
    }
  })

  test('references of a text to hosts that nobody allowed: nothing is asked', async () => {
    const source = contract({ $ref: `http://${otherHost}/money.json` })
    expect((await refusal(preview({ source }))).errors[0]).toMatchObject({ rule: 'import.host', expected: otherHost })
    expect(asked).toEqual([])
  })
})

describe('an archive', () => {
  const files = (root: string) =>
    new Map([
      [root, Buffer.from(contract({ $ref: 'schemas/order.json' }))],
      ['schemas/order.json', Buffer.from('{"type":"object"}')],
    ])
  const archive = (more: ReadonlyMap<string, Buffer> = new Map()) => ({
    kind: 'archive' as const,
    base64: writeArchive(new Map([...files('openapi.json'), ...more])).toString('base64'),
  })

  test('is read and stored as it is', async () => {
    const source = archive()
    const made = await importApi({ ctx: owner, input: { fileName: 'orders.zip', source, via: 'cli', teamId } })
    const path = { api: made.api.slug, version: made.version.name }
    expect(await importSource({ ctx: owner, input: path })).toMatchObject({ source: source.base64, encoding: 'base64' })
    expect((await latestImport({ ctx: owner, input: path })).origin).toEqual({ kind: 'cli' })
    expect(await reimport({ ctx: owner, input: { ...path, source, dryRun: true } })).toMatchObject({
      given: { text: null },
      counts: { text: 'nothing' },
    })
  })

  test('with several descriptions asks which one', async () => {
    const source = archive(new Map([['swagger.json', Buffer.from(contract({ type: 'string' }, 'Carts'))]]))
    const { errors } = await refusal(preview({ source }))
    expect(errors.filter(({ rule }) => rule === 'import.root').map(({ expected }) => expected)).toEqual([
      'openapi.json',
      'swagger.json',
    ])
    expect((await preview({ source, rootFile: 'swagger.json' })).title).toBe('Carts')
  })
})

describe('a file of a Git repository', () => {
  const from = (path: string, ref = '') => ({ source: { kind: 'git' as const, url: git.url, ref, path } })

  test('is read at a branch, tag or commit, and the commit is recorded', async () => {
    const first = git.commit({ 'specs/plain.json': contract() })
    const second = git.commit({ 'specs/plain.json': contract({ type: 'array' }) })
    expect((await preview(from('specs/plain.json', first))).given.origin).toMatchObject({ kind: 'git', commit: first })
    const seen = await preview(from('/specs/plain.json', 'main'))
    expect(seen.given).toMatchObject({
      fileName: 'plain.json',
      text: contract({ type: 'array' }),
      origin: { kind: 'git', url: git.url, ref: 'main', path: 'specs/plain.json', commit: second },
    })
  })

  test('comes with the files that it refers to', async () => {
    git.commit({
      'api/openapi.json': contract({ $ref: '../shared/order.json' }),
      'shared/order.json': '{"type":"object"}',
      'app/main.js': 'console.log(1)',
    })
    const made = await importApi({ ctx: owner, input: { ...from('api/openapi.json'), teamId } })
    const path = { api: made.api.slug, version: made.version.name }
    const { encoding, source } = await importSource({ ctx: owner, input: path })
    expect(encoding).toBe('base64')
    expect(Buffer.from(source, 'base64').toString('latin1')).not.toContain('main.js')
  })

  test('that is not there is told with what to do', async () => {
    expect((await refusal(preview(from('nothing.json')))).errors[0]?.rule).toBe('git.file')
    expect((await refusal(preview(from('specs/plain.json', 'nowhere')))).errors[0]?.rule).toBe('git.ref')
    const nowhere = { source: { kind: 'git' as const, url: `http://${host}/x.git`, path: 'a.json' } }
    const refused = await refusal(preview(nowhere))
    expect(refused.errors[0]?.rule).toBe('git.repository')
    expect(JSON.stringify(refused)).not.toContain('secret')
  })
})
