import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Given } from '../src/command.ts'
import { findForge, runOf, tellForge } from '../src/forge/forge.ts'
import type { Report } from '../src/report/report.ts'
import { startForge } from './forge-server.ts'

let forge: Awaited<ReturnType<typeof startForge>>
let folder = ''
beforeAll(async () => {
  forge = await startForge()
  folder = mkdtempSync(join(tmpdir(), 'gh-forge-'))
})
afterAll(() => {
  forge.end()
  rmSync(folder, { recursive: true, force: true })
})
afterEach(() => {
  vi.unstubAllEnvs()
  forge.reset()
})

const given = (...flags: string[]): Given => ({
  positionals: [],
  text: () => undefined,
  texts: () => [],
  flag: (name) => flags.includes(name),
})
const report = (more: Partial<Report> = {}): Report => ({
  title: 'Orders v1',
  outcome: 'r2 runs on Staging.',
  checks: [{ group: 'Staging', name: 'Lint', state: 'passed', verdict: 'score 90', details: [] }],
  sections: [],
  link: 'https://console.example.com/promotions/prm_1',
  ...more,
})
const failed = report({
  outcome: 'Staging does not take r2.',
  checks: [
    {
      group: 'Staging',
      name: 'Breaking change',
      state: 'failed',
      verdict: '1 breaking',
      details: ['`GET /a` is gone'],
    },
  ],
})

const commit = 'a'.repeat(40)
const head = 'b'.repeat(40)

function onGithub(more: Record<string, string> = {}): void {
  const event = join(folder, 'event.json')
  writeFileSync(event, JSON.stringify({ pull_request: { number: 7, head: { sha: head } } }))
  const env = {
    GITHUB_ACTIONS: 'true',
    GITLAB_CI: '',
    GITHUB_API_URL: forge.url,
    GITHUB_SERVER_URL: 'https://git.example.com',
    GITHUB_REPOSITORY: 'acme/orders',
    GITHUB_SHA: commit,
    GITHUB_REF: 'refs/pull/7/merge',
    GITHUB_HEAD_REF: 'limits',
    GITHUB_REF_NAME: '7/merge',
    GITHUB_RUN_ID: '99',
    GITHUB_EVENT_PATH: event,
    GITHUB_TOKEN: 'token-of-github',
    ...more,
  }
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
}

function onGitlab(more: Record<string, string> = {}): void {
  const env = {
    GITHUB_ACTIONS: '',
    GITLAB_CI: 'true',
    CI_API_V4_URL: `${forge.url}/api/v4`,
    CI_PROJECT_ID: '42',
    CI_PROJECT_URL: 'https://git.example.com/acme/orders',
    CI_COMMIT_SHA: commit,
    CI_COMMIT_REF_NAME: 'limits',
    CI_JOB_URL: 'https://git.example.com/acme/orders/-/jobs/5',
    CI_MERGE_REQUEST_IID: '7',
    GITLAB_TOKEN: 'token-of-gitlab',
    ...more,
  }
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
}

async function tell(what: Report, ...flags: string[]): Promise<string> {
  let err = ''
  const output = {
    out: () => undefined,
    err: (text: string) => {
      err += text
    },
  }
  await tellForge(await findForge(given(...flags)), what, 'orders v1', given(...flags), output)
  return err
}

const forges = [
  { name: 'GitHub', on: onGithub, comments: '/repos/acme/orders/issues/7/comments', failure: 'failure', sha: head },
  {
    name: 'GitLab',
    on: onGitlab,
    comments: '/api/v4/projects/42/merge_requests/7/notes',
    failure: 'failed',
    sha: commit,
  },
]

describe.each(forges)('$name', ({ on, comments, failure, sha }) => {
  test('gets a status on the commit that people see, with the check that failed', async () => {
    on()
    expect(await tell(report())).toBe('')
    expect(await tell(failed)).toBe('')
    expect(forge.statuses.map(({ path }) => path.endsWith(`/statuses/${sha}`))).toEqual([true, true])
    expect(forge.statuses.map(({ body }) => body.state)).toEqual(['success', failure])
    expect(forge.statuses[1]?.body).toMatchObject({
      description: 'Staging: Breaking change failed. 1 breaking',
      target_url: 'https://console.example.com/promotions/prm_1',
    })
  })

  test('gets one comment, which later runs write again, on whatever page it stands', async () => {
    on()
    for (let id = 1; id <= 70; id += 1) forge.comments.push({ id, body: `Comment ${id}` })
    await tell(failed)
    for (let id = 72; id <= 140; id += 1) forge.comments.push({ id, body: `Comment ${id}` })
    await tell(report())
    const own = forge.comments.filter(({ body }) => body.startsWith('<!-- gatehouse orders v1 -->'))
    expect(own.map(({ id, body }) => [id, body.includes('r2 runs on Staging.')])).toEqual([[71, true]])
    expect(forge.seen.some(({ method, path }) => method === 'POST' && path === comments)).toBe(true)
    expect(forge.seen.filter(({ method }) => method === 'GET').length).toBeGreaterThan(3)
  })

  test.each([
    [403, 'Resource not accessible'],
    [500, 'Oh no'],
  ])('that answers %i is a warning, never a failure, and hears no token back', async (status, text) => {
    on()
    forge.state.refuse = { on: /./, status, text }
    const warning = await tell(report())
    expect(warning.match(/warning: /g)).toHaveLength(2)
    expect(warning).toContain(String(status))
    expect(warning).not.toContain('token-of')
  })

  test('that is away, or for which there is no token, is a warning', async () => {
    on({ GITHUB_TOKEN: '', GITLAB_TOKEN: '' })
    expect(await tell(report())).toMatch(/TOKEN is not set/)
    on({ GITHUB_API_URL: 'http://127.0.0.1:9', CI_API_V4_URL: 'http://127.0.0.1:9' })
    expect(await tell(report())).toMatch(/warning: /)
  })

  test('is told nothing where that is asked', async () => {
    on()
    expect(await tell(report(), 'no-forge')).toBe('')
    expect(forge.seen).toEqual([])
  })

  test('is named in the origin of what is deployed', async () => {
    on()
    const { ci } = runOf(await findForge(given())) as { ci: Record<string, string> }
    expect(ci).toMatchObject({ repository: 'https://git.example.com/acme/orders', branch: 'limits', commit: sha })
    expect(ci.run).toContain('https://git.example.com/acme/orders/')
    expect(ci.change).toContain('/7')
  })
})

test('outside of a pull request only the commit is told', async () => {
  onGithub({ GITHUB_REF: 'refs/heads/main', GITHUB_EVENT_PATH: '', GITHUB_HEAD_REF: '' })
  await tell(report())
  expect(forge.seen.map(({ path }) => path)).toEqual([`/repos/acme/orders/statuses/${commit}`])
})

test('a page of comments on another host is not followed: the token would go with it', async () => {
  onGithub()
  const { findItem } = await import('../src/forge/forge-request.ts')
  const elsewhere = await startForge()
  const list = `${forge.url}/repos/acme/orders/issues/7/comments`
  const spy = vi
    .spyOn(globalThis, 'fetch')
    .mockResolvedValueOnce(new Response('[]', { headers: { link: `<${elsewhere.url}/page2>; rel="next"` } }))
  expect(await findItem(list, { authorization: 'Bearer token-of-github' }, () => true)).toBeUndefined()
  spy.mockRestore()
  expect(elsewhere.seen).toEqual([])
  elsewhere.end()
})

test('outside of forges nobody is told', async () => {
  vi.stubEnv('GITHUB_ACTIONS', '')
  vi.stubEnv('GITLAB_CI', '')
  expect(await findForge(given())).toBeUndefined()
  expect(runOf(undefined)).toEqual({})
  await expect(findForge(given('github', 'gitlab'))).rejects.toThrow('One of')
})
