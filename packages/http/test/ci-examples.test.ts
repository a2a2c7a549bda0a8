import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { applyConfiguration } from '@gatehouse/services/configuration/apply-configuration'
import { listDeployments } from '@gatehouse/services/deployments/list-deployments'
import { decidePromotion } from '@gatehouse/services/promotions/decide-promotion'
import { getPromotion } from '@gatehouse/services/promotions/get-promotion'
import { createJobRule } from '@gatehouse/services/service-accounts/job-rules'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { startJobIssuer } from './job-issuer.ts'
import { type Ran, runProgram, serveInstallation } from './served.ts'

/** Dozens of processes one after the other, also on a busy machine. */
const patienceMs = 300_000
const from = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url))
let served: Awaited<ReturnType<typeof serveInstallation>>
let bundled = ''
let issuer: Awaited<ReturnType<typeof startJobIssuer>>
/** What the forge was told: method, path and body. */
const told: { method: string; path: string; body: { state?: string; body?: string } }[] = []
const forge = createServer(async (request, response) => {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  told.push({ method: request.method ?? '', path: request.url ?? '', body: text === '' ? {} : JSON.parse(text) })
  response.writeHead(200, { 'content-type': 'application/json' }).end(request.method === 'GET' ? '[]' : '{}')
})

beforeAll(async () => {
  await new Promise<void>((resolve) => forge.listen(0, '127.0.0.1', resolve))
  // Exactly what examples/ci/README.md says.
  const scopes = ['team.read', 'stage.read', 'api.read', 'api.create', 'api.edit', 'api.deploy', 'api.promote'] as const
  served = await serveInstallation(scopes)
  issuer = await startJobIssuer()
  served.app.installation.identity = { network: { rules: { mode: 'idp', loopback: [issuer.port] } } }
  const account = await served.app.db.prisma.serviceAccount.findFirstOrThrow()
  await createJobRule({
    ctx: served.app.ctx(),
    input: {
      serviceAccountId: account.id as never,
      name: 'Orders',
      issuer: issuer.issuer,
      audience: served.env.GATEHOUSE_URL ?? '',
      claims: { repository: 'acme/orders' },
      scopes: [...scopes],
    },
  })
  bundled = join(served.folder, 'gatehouse.mjs')
  const made = await runProgram(process.execPath, [from('packages/cli/bundle.ts'), bundled], {
    cwd: served.folder,
    env: {},
  })
  if (made.code !== 0) throw new Error(made.err)
  const gate = [{ check: 'breaking-change' as const, required: true }]
  const stages = [
    { slug: 'development', gate: [] },
    { slug: 'staging', gate, approval: { needed: 0, when: 'always' as const } },
    { slug: 'production', gate: [], approval: { needed: 1, when: 'always' as const } },
  ]
  await applyConfiguration({ ctx: served.app.ctx(), input: { document: { format: 1, stages } } })
})
afterAll(async () => {
  forge.closeAllConnections()
  forge.close()
  issuer.end()
  await served.end()
})

type Job = { script?: string[]; steps?: { run?: string }[] }

/** The scripts of a job, as its file has them. */
function scriptsOf(file: string, job: string): string[] {
  const workflow = parse(readFileSync(from(`examples/ci/${file}`), 'utf8'))
  const { script, steps }: Job = workflow.jobs?.[job] ?? workflow[job]
  return script ?? (steps ?? []).flatMap(({ run }) => run ?? [])
}

const openapi = (limit: object) => `openapi: 3.1.0
info: { title: Orders, version: "1" }
paths:
  /orders:
    get:
      parameters: [{ name: limit, in: query, schema: ${JSON.stringify(limit)} }]
      responses: { "200": { description: Fine } }
`

/** A repository with the command and a contract, as a runner checks it out. */
function createRepository(): { folder: string; commit: (contract: string) => string } {
  const folder = mkdtempSync(join(served.folder, 'repository-'))
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Dev', '-c', 'user.email=dev@example.com', ...args], { cwd: folder })
      .toString()
      .trim()
  git('init', '-q', '-b', 'main')
  mkdirSync(join(folder, 'tools'))
  cpSync(bundled, join(folder, 'tools/gatehouse.mjs'))
  return {
    folder,
    commit(contract) {
      writeFileSync(join(folder, 'openapi.yaml'), contract)
      git('add', '.')
      git('commit', '-q', '-m', 'A change')
      return git('rev-parse', 'HEAD')
    },
  }
}

const address = () => `http://127.0.0.1:${(forge.address() as AddressInfo).port}`
const shared = (api: string) => ({
  ...served.env,
  PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
  API: api,
  TEAM: 'Commerce',
})

/** A job of the forge: no key in its environment, only what says who it is. */
const asJob = (file: string, api: string) => {
  const rest = Object.fromEntries(Object.entries(shared(api)).filter(([name]) => name !== 'GATEHOUSE_KEY'))
  const identity =
    file === 'gitlab.yml'
      ? { GATEHOUSE_ID_TOKEN: issuer.sign({ aud: served.env.GATEHOUSE_URL }) }
      : {
          ACTIONS_ID_TOKEN_REQUEST_URL: `${issuer.issuer}/token?api-version=2`,
          ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'runner-secret',
        }
  return { ...rest, ...identity }
}

const forges = [
  {
    file: 'github.yml',
    api: 'orders-github',
    env: (sha: string, request: boolean) => ({
      GITHUB_ACTIONS: 'true',
      GITHUB_API_URL: address(),
      GITHUB_SERVER_URL: 'https://git.example.com',
      GITHUB_REPOSITORY: 'acme/orders',
      GITHUB_SHA: sha,
      GITHUB_REF: request ? 'refs/pull/7/merge' : 'refs/heads/main',
      GITHUB_REF_NAME: 'main',
      GITHUB_RUN_ID: '99',
      GITHUB_TOKEN: 'token',
      GITHUB_STEP_SUMMARY: join(served.folder, 'summary.md'),
    }),
    run: 'https://git.example.com/acme/orders/actions/runs/99',
    comment: '/repos/acme/orders/issues/7/comments',
  },
  {
    file: 'gitlab.yml',
    api: 'orders-gitlab',
    env: (sha: string, request: boolean) => ({
      GITLAB_CI: 'true',
      CI_API_V4_URL: address(),
      CI_PROJECT_ID: '42',
      CI_PROJECT_URL: 'https://git.example.com/acme/orders',
      CI_COMMIT_SHA: sha,
      CI_COMMIT_REF_NAME: 'main',
      CI_JOB_URL: 'https://git.example.com/acme/orders/-/jobs/5',
      ...(request ? { CI_MERGE_REQUEST_IID: '7' } : {}),
      GITLAB_TOKEN: 'token',
    }),
    run: 'https://git.example.com/acme/orders/-/jobs/5',
    comment: '/projects/42/merge_requests/7/notes',
  },
]

describe.each(forges)('the scripts of $file', ({ file, api, env, run, comment }) => {
  test('take a change of the contract to production, with a person in between', { timeout: patienceMs }, async () => {
    const repository = createRepository()
    const runJob = async (job: string, sha: string): Promise<Ran> => {
      const options = { cwd: repository.folder, env: { ...asJob(file, api), ...env(sha, job === 'check') } }
      let last: Ran = { code: 0, out: '', err: '' }
      let worst = 0
      for (const script of scriptsOf(file, job)) {
        const ran = await runProgram('bash', ['-eo', 'pipefail', '-c', script], options)
        worst = Math.max(worst, ran.code)
        last = { code: worst, out: last.out + ran.out, err: last.err + ran.err }
      }
      return last
    }
    const first = repository.commit(openapi({ type: 'integer' }))
    // The API is made; the next stage has no address yet, which is said by name.
    const began = await runJob('ship', first)
    expect(began).toMatchObject({ code: 1, out: expect.stringMatching(/failed {2}Staging: missing-backend/) })
    const values = { backends: { default: { mock: true as const } } }
    const live = {
      backends: { default: { url: 'http://127.0.0.1:9', connectTimeoutMs: 2_000, timeoutMs: 30_000, headers: [] } },
    }
    const versions = [{ name: 'v1', stages: { staging: values, production: live } }]
    await applyConfiguration({
      ctx: served.app.ctx(),
      input: { document: { format: 1, apis: [{ slug: api, versions }] } },
    })
    told.length = 0
    const shipped = await runJob('ship', first)
    expect(shipped.code, shipped.out + shipped.err).toBe(0)
    const id = /prm_[0-9a-f]{32}/.exec(shipped.out)?.[0] ?? ''
    expect(told.map(({ path, body }) => [path.split('/').at(-1), body.state])).toEqual([[first, 'pending']])
    expect(readFileSync(join(repository.folder, 'report.xml'), 'utf8')).toContain(
      'classname="Production" name="Approval"',
    )

    const person = served.app.ctx(await served.app.member('Operator'))
    const { boundHash, ci } = await getPromotion({ ctx: person, input: { promotion: id } })
    expect(ci).toMatchObject({ commit: first, run })
    await decidePromotion({ ctx: person, input: { promotion: id, decision: 'approved', boundHash } })
    const promoted = await runProgram(process.execPath, [bundled, 'promote', id, '--wait'], {
      cwd: repository.folder,
      env: shared(api),
    })
    expect(promoted).toMatchObject({ code: 0, out: expect.stringContaining('r1 runs on Production.') })
    const { items } = await listDeployments({ ctx: person, input: { api, version: 'v1', stage: 'production' } })
    expect(items[0]?.origin).toMatchObject({ kind: 'ci', commit: first, ci: { run } })

    // A change that breaks callers: the pull request says so, and the pipeline stops at the gate.
    const breaking = repository.commit(openapi({ type: 'integer', maximum: 5 }))
    told.length = 0
    const checked = await runJob('check', breaking)
    expect(checked.out).toContain('1 breaking')
    const note = told.find(({ path, method }) => method === 'POST' && path === comment)
    expect(note?.body.body).toContain('1 breaking')
    const stopped = await runJob('ship', breaking)
    expect(stopped.code).toBe(1)
    expect(stopped.out).toMatch(/failed {2}Staging: Breaking change/i)
    const failed = told.filter(({ path, body }) => path.includes('/statuses/') && body.state?.startsWith('fail'))
    expect(failed).toHaveLength(1)
  })
})
