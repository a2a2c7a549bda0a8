import { createJobRule, removeJobRule } from '@gatehouse/services/service-accounts/job-rules'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answerJobToken } from '../src/job-token.ts'
import { startJobIssuer } from './job-issuer.ts'
import { runProgram, serveInstallation } from './served.ts'

let served: Awaited<ReturnType<typeof serveInstallation>>
let github: Awaited<ReturnType<typeof startJobIssuer>>
let url = ''
let serviceAccountId = '' as never
beforeAll(async () => {
  served = await serveInstallation(['team.read'])
  github = await startJobIssuer()
  url = served.env.GATEHOUSE_URL ?? ''
  served.app.installation.identity = { network: { rules: { mode: 'idp', loopback: [github.port] } } }
  serviceAccountId = (await served.app.db.prisma.serviceAccount.findFirstOrThrow()).id as never
})
afterAll(async () => {
  github.end()
  await served.end()
})

let count = 0
function rule(claims: Record<string, string>, more: object = {}) {
  count += 1
  const input = {
    ...{ serviceAccountId, name: `rule ${count}`, issuer: github.issuer, audience: url, claims },
    scopes: ['team.read' as const, 'api.read' as const],
    ...more,
  }
  return createJobRule({ ctx: served.app.ctx(), input })
}
const drop = (ruleId: string) =>
  removeJobRule({ ctx: served.app.ctx(), input: { serviceAccountId, ruleId: ruleId as never } })

async function exchange(token: string, more: Record<string, string> = {}) {
  const answer = await fetch(`${url}/api/v1/job-token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      subject_token: token,
      ...more,
    }),
  })
  return { status: answer.status, body: (await answer.json()) as Record<string, string> }
}
const calls = async (path: string, key = '') =>
  (await fetch(`${url}/api/v1${path}`, { headers: { authorization: `Bearer ${key}` } })).status

describe('S29: a job of a pipeline', () => {
  test('signs in with its own token for minutes, with the rule’s scopes and no more', async () => {
    const { id } = await rule({ repository: 'acme/orders', ref: 'refs/heads/*' })
    const { status, body } = await exchange(github.sign({ aud: url }))
    expect(status).toBe(200)
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 900, scope: 'team.read api.read' })
    expect(await calls('/teams', body.access_token)).toBe(200)
    expect(await calls('/service-accounts', body.access_token)).toBe(403)
    const narrow = await exchange(github.sign({ aud: url }), { scope: 'api.read audit.read' })
    expect(narrow.body.scope).toBe('api.read')
    expect(await calls('/teams', narrow.body.access_token)).toBe(403)
    await served.app.db.prisma.managementKey.updateMany({ where: { jobRuleId: id }, data: { expiresAt: new Date() } })
    expect(await calls('/teams', body.access_token), 'after its minutes').toBe(401)
    await drop(id)
  })

  test('D53: loses what it got when the rule goes', async () => {
    const { id } = await rule({ repository: 'acme/orders' })
    const { body } = await exchange(github.sign({ aud: url }))
    expect(await calls('/teams', body.access_token)).toBe(200)
    await drop(id)
    expect(await calls('/teams', body.access_token)).toBe(401)
    expect((await exchange(github.sign({ aud: url }))).body.detail).toContain('`iss`')
  })

  test('is told which claim did not match, and never what was asked for', async () => {
    const { id } = await rule({ repository: 'acme/orders', ref: 'refs/heads/main', environment: 'prod-*' })
    const cases: [Record<string, unknown>, string][] = [
      [{ aud: 'https://elsewhere.example' }, 'claim `aud` is "https://elsewhere.example"'],
      [{ aud: url, repository: 'evil/orders' }, 'claim `repository` is "evil/orders"'],
      [{ aud: url, ref: 'refs/heads/feature' }, 'claim `ref` is "refs/heads/feature"'],
      [{ aud: url }, 'claim `environment` is missing'],
      [{ aud: url, environment: 'test-1' }, 'claim `environment` is "test-1"'],
    ]
    for (const [claims, text] of cases) {
      const { status, body } = await exchange(github.sign(claims))
      expect([status, body.code, body.error]).toEqual([401, 'job_token_refused', 'invalid_grant'])
      expect(body.detail).toContain(text)
      expect(body.detail).not.toContain('prod-')
    }
    await drop(id)
  })

  test('a token counts once, also when it comes many times at once', async () => {
    const { id } = await rule({ repository: 'acme/orders' })
    const token = github.sign({ aud: url })
    const answers = await Promise.all(Array.from({ length: 6 }, () => exchange(token)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401, 401, 401])
    await drop(id)
  })

  test.each([
    ['is signed by another key', async () => github.sign({ aud: url }, { key: github.strangersKey })],
    ['has expired', async () => github.sign({ aud: url }, { exp: Math.floor(Date.now() / 1000) - 120 })],
    ['lives for a week', async () => github.sign({ aud: url }, { exp: Math.floor(Date.now() / 1000) + 604_800 })],
    [
      'names no key of its issuer and no signature',
      async () => `${github.sign({ aud: url }).split('.').slice(0, 2).join('.')}.`,
    ],
    ['is garbage', async () => 'a.b.c'],
  ])('a token that %s is refused', async (_, make) => {
    const { id } = await rule({ repository: 'acme/orders' })
    await served.app.db.prisma.spentToken.deleteMany()
    const { status, body } = await exchange(await make())
    expect([status, body.code]).toEqual([401, 'job_token_refused'])
    await drop(id)
  })

  test('an issuer that no rule names is not asked for anything', async () => {
    const before = github.asked()
    expect((await exchange(github.sign({ aud: url }))).status).toBe(401)
    expect(github.asked()).toBe(before)
  })

  test('a body without end is refused at its limit: no more of it is read', async () => {
    let given = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        given += 16_384
        controller.enqueue(new Uint8Array(16_384).fill(97))
      },
    })
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const init = { method: 'POST', headers, body: endless, duplex: 'half' }
    const request = new Request(`${url}/api/v1/job-token`, init)
    const { response } = await answerJobToken(served.app.ctx({ kind: 'visitor' }), request)
    expect([response.status, (await response.json()).code]).toEqual([413, 'input_too_large'])
    expect(given).toBeLessThan(200_000)
  })

  test('a rule that any job would pass is not made, and none by who may not see the account', async () => {
    await expect(rule({ repository: '*' })).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(rule({})).rejects.toMatchObject({ code: 'invalid_input' })
    const boss = await served.app.member('Viewer')
    const input = {
      ...{ serviceAccountId, name: 'mine', issuer: github.issuer, audience: url, claims: { repository: 'acme/x' } },
      scopes: ['team.manage' as const],
    }
    await expect(createJobRule({ ctx: served.app.ctx(boss), input })).rejects.toMatchObject({ code: 'not_found' })
  })
})

test('S29: the command signs in as the job, with GitHub’s environment and no stored secret', {
  timeout: 120_000,
}, async () => {
  const { id } = await rule({ repository: 'acme/orders' })
  const main = new URL('../../cli/src/main.ts', import.meta.url).pathname
  const env = {
    GATEHOUSE_URL: url,
    XDG_CONFIG_HOME: served.env.XDG_CONFIG_HOME ?? '',
    ACTIONS_ID_TOKEN_REQUEST_URL: `${github.issuer}/token?api-version=2`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'runner-secret',
  }
  const ran = await runProgram(process.execPath, [main, 'login', '--job'], { cwd: served.folder, env })
  expect(ran.err).toBe('')
  expect(ran.code).toBe(0)
  const next = await runProgram(process.execPath, [main, 'status', '--json'], { cwd: served.folder, env })
  expect(next.code, next.err).toBe(0)
  const gitlab = { ...env, ACTIONS_ID_TOKEN_REQUEST_URL: '', GATEHOUSE_ID_TOKEN: github.sign({ aud: url }) }
  const job = await runProgram(process.execPath, [main, 'login', '--job'], { cwd: served.folder, env: gitlab })
  expect(job.code, job.err).toBe(0)
  await drop(id)
})
