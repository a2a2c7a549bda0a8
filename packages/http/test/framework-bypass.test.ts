import { createTestInstallation, type TestInstallation } from '@gatehouse/services/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../src/routes.ts'
import { fillPath, mountForTests } from './mounted.ts'
import { sampleInput } from './sample-input.ts'

let app: TestInstallation
let mounted: ReturnType<typeof mountForTests>
beforeAll(async () => {
  app = await createTestInstallation()
  mounted = mountForTests(app)
})
afterAll(() => app.drop())

const closed = routes.filter(({ endpoint }) => endpoint.audience !== 'public')
const middleware = 'src/middleware'
/** What once made Next's middleware believe that it had judged already (CVE-2025-29927), and headers of its own inner requests. */
const forged: Record<string, string>[] = [
  { 'x-middleware-subrequest': middleware },
  { 'x-middleware-subrequest': 'middleware' },
  { 'x-middleware-subrequest': Array.from({ length: 5 }, () => middleware).join(':') },
  { 'x-middleware-subrequest': Array.from({ length: 5 }, () => 'middleware').join(':') },
  { 'x-middleware-subrequest': 'pages/_middleware' },
  { 'x-middleware-rewrite': '/', 'x-nextjs-data': '1', 'x-invoke-path': '/', 'x-invoke-status': '200' },
  { rsc: '1', 'next-router-prefetch': '1', 'next-router-segment-prefetch': '/_tree' },
]

describe('nobody is let in by a header of the framework', () => {
  test.each(forged)('D1 D2: %j: every closed route stays closed, without any middleware in front', async (headers) => {
    const open: string[] = []
    for (const { endpoint } of closed) {
      const request = { path: fillPath(endpoint, {}), body: JSON.stringify(sampleInput(endpoint)), headers }
      const answer = await mounted.call(endpoint, { kind: 'visitor' }, request)
      if (answer.status !== 401) open.push(`${endpoint.id}: ${answer.status}`)
    }
    expect(open).toEqual([])
  })

  test('D5: what a signed-in reader gets may be kept by no cache', async () => {
    const admin = await app.member('Admin')
    const kept: string[] = []
    for (const { endpoint } of closed.filter(
      ({ endpoint }) => endpoint.method === 'GET' && endpoint.audience !== 'developer',
    )) {
      const answer = await mounted.call(endpoint, admin, { path: fillPath(endpoint, {}) })
      if (answer.headers.get('cache-control') !== 'private, no-store') kept.push(endpoint.id)
    }
    expect(kept).toEqual([])
  })
})
