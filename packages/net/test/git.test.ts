import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { GitFailure, openCommit } from '../src/git/open-commit.ts'
import { readPack } from '../src/git/read-pack.ts'
import { type GitServer, startGitServer } from '../src/testing.ts'

const long = Array.from({ length: 4000 }, (_, line) => `line ${line}: the order has an id and a price`).join('\n')
const files = {
  'README.md': 'Shop',
  'specs/openapi.yaml': 'openapi: 3.1.0\n',
  'specs/schemas/order.yaml': 'type: object\n',
  'long.txt': long,
  // A second file that is nearly the first: packed as a delta.
  'longer.txt': `${long}\nand one line more`,
}
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'none',
    (error: unknown) => (error instanceof GitFailure ? { failure: error.failure, reason: error.reason } : error),
  )

describe.each([
  { filters: true, how: 'a server that filters' },
  { filters: false, how: 'a server that sends the commit whole' },
])('$how', ({ filters }) => {
  let server: GitServer
  let first = ''
  let second = ''
  beforeAll(async () => {
    server = await startGitServer({ filters })
    first = server.commit(files, { 'specs/link.yaml': '/etc/passwd' })
    server.git('tag', '-a', '-m', 'Release', 'v1')
    second = server.commit({ 'specs/openapi.yaml': 'openapi: 3.2.0\n' })
    server.git('--git-dir', '../shop.git', 'repack', '-adfq')
  })
  afterAll(() => server.stop())

  const open = (ref: string, more = {}) =>
    openCommit(server.url, ref, {
      rules: { mode: 'backend', loopback: [server.port] },
      timeoutMs: 10_000,
      maxPackBytes: 1_000_000,
      ...more,
    })

  test('gives the files of a branch, a tag, a commit and of the default branch, byte for byte', async () => {
    const main = await open('main')
    expect(main.id).toBe(second)
    expect((await open('')).id).toBe(second)
    expect((await open('v1')).id).toBe(first)
    const old = await open(first)
    const read = await old.read(Object.keys(files))
    expect(Object.fromEntries([...read].map(([path, body]) => [path, body.toString()]))).toEqual(files)
    expect((await main.read(['specs/openapi.yaml'])).get('specs/openapi.yaml')?.toString()).toBe('openapi: 3.2.0\n')
  })

  test('a symbolic link is no file', async () => {
    const main = await open('main')
    expect(main.paths).not.toContain('specs/link.yaml')
    expect(await failureOf(main.read(['specs/link.yaml']))).toEqual({ failure: 'no-file', reason: 'specs/link.yaml' })
  })

  test('says what is missing: the ref, the repository; what is too large; what takes too long', async () => {
    expect(await failureOf(open('nowhere'))).toMatchObject({ failure: 'no-ref' })
    expect(await failureOf(open('0'.repeat(40)))).toMatchObject({
      failure: expect.stringMatching(/no-ref|no-repository/),
    })
    const access = {
      rules: { mode: 'backend', loopback: [server.port] },
      timeoutMs: 10_000,
      maxPackBytes: 1e6,
    } as const
    expect(await failureOf(openCommit(`http://127.0.0.1:${server.port}/other.git`, '', access))).toEqual({
      failure: 'no-repository',
      reason: '404',
    })
    expect(await failureOf(open('main', { maxPackBytes: 100 }))).toMatchObject({ failure: 'too-large' })
    expect(await failureOf(open('main', { timeoutMs: 0 }))).toMatchObject({ failure: 'timeout' })
  })

  test('refuses an address of this machine unless it is allowed', async () => {
    expect(await failureOf(open('main', { rules: { mode: 'import' } }))).toEqual({
      failure: 'address-refused',
      reason: 'loopback',
    })
  })
})

describe('a server that is no Git server', () => {
  let server: Server
  let port = 0
  beforeAll(async () => {
    server = createServer((request, response) => {
      const at = request.url?.split('/')[1]
      if (at === 'elsewhere') return response.writeHead(302, { location: 'http://169.254.169.254/info/refs' }).end()
      if (at === 'file') return response.writeHead(302, { location: 'file:///etc/passwd' }).end()
      if (at === 'round') return response.writeHead(302, { location: request.url }).end()
      return response.end('<html>secret</html>')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
  })
  afterAll(() => server.close())

  test.each([
    ['page', 'no-repository', 'another protocol'],
    ['elsewhere', 'redirect-refused', '169.254.169.254'],
    ['file', 'redirect-refused', 'file:'],
    ['round', 'too-many-redirects', undefined],
  ])('%s is %s', async (path, failure, reason) => {
    const access = { rules: { mode: 'backend', loopback: [port] }, timeoutMs: 5000, maxPackBytes: 1e6 } as const
    expect(await failureOf(openCommit(`http://127.0.0.1:${port}/${path}`, '', access))).toEqual({ failure, reason })
  })
})

test('a pack that is not what it says is refused', () => {
  const limits = { maxObjects: 10, maxObjectBytes: 1000, maxUnpackedBytes: 1000 }
  for (const bytes of [Buffer.alloc(0), Buffer.from('PACK'), Buffer.alloc(100, 1)])
    expect(() => readPack(bytes, limits)).toThrow(GitFailure)
})
