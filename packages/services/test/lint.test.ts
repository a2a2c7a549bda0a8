import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getWorkingCopy } from '../src/contracts/get-working-copy.ts'
import { importApi } from '../src/contracts/import-api.ts'
import { previewImport } from '../src/contracts/preview-import.ts'
import { deploy } from '../src/deployments/deploy.ts'
import type { Context } from '../src/grammar/context.ts'
import { applyLintFix } from '../src/lint/apply-fix.ts'
import { convertSpectralRuleset } from '../src/lint/convert-spectral.ts'
import { getLint, listLintFindings } from '../src/lint/get-lint.ts'
import { getLintRuleset, putLintRuleset } from '../src/lint/ruleset.ts'
import { tryLintRule } from '../src/lint/try-rule.ts'
import { createLintWaiver, endLintWaiver, listLintWaivers } from '../src/lint/waivers.ts'
import { createTeam } from '../src/teams/create-team.ts'
import { createTestInstallation, type TestInstallation } from '../src/testing.ts'

const source = `openapi: 3.1.0
info:
  title: Orders
  version: 1.0.0
paths:
  /orders:
    get:
      responses:
        '200':
          description: ok
    post:
      tags: [Sales]
      responses:
        '201':
          description: made
`

let app: TestInstallation
let system: Context
let path: { api: string; version: string }
const day = 86_400_000
const inDays = (days: number) => new Date(Date.now() + days * day).toISOString()
const etagOf = async () => (await getLint({ ctx: system, input: path })).workingCopyEtag ?? 0

beforeAll(async () => {
  app = await createTestInstallation()
  system = app.ctx()
  const owner = await app.member('Product owner')
  const team = await createTeam({ ctx: system, input: { name: 'Sales', ownerId: owner.personId } })
  const made = await importApi({
    ctx: system,
    input: { fileName: 'orders.yaml', source, teamId: team.id, audience: 'internal', backendUrl: 'http://127.0.0.1:9' },
  })
  path = { api: made.api.id, version: made.version.id }
})
afterAll(() => app.drop())

describe('lint of a version', () => {
  it('tells score, rules and findings with their lines and operations', async () => {
    const report = await getLint({ ctx: system, input: path })
    expect(report.score).toBeGreaterThan(0)
    expect(report.score).toBeLessThan(100)
    expect(report.rules.map(({ cost }) => cost)).toEqual(
      [...report.rules.map(({ cost }) => cost)].sort((a, b) => b - a),
    )
    const { items } = await listLintFindings({ ctx: system, input: { ...path, rule: 'security-declared' } })
    expect(items.map(({ operation, line, place }) => [operation, line, place])).toEqual([
      ['GET /orders', 7, '/operations/GET ~1orders'],
      ['POST /orders', 11, '/operations/POST ~1orders'],
    ])
    expect(items[0]?.operationId).toMatch(/^op_/)
  })

  it('pages through all findings once', async () => {
    const report = await getLint({ ctx: system, input: path })
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await listLintFindings({ ctx: system, input: { ...path, limit: 3, ...(cursor && { cursor }) } })
      seen.push(...page.items.map(({ rule, place, message }) => `${rule} ${place} ${message}`))
      cursor = page.next ?? undefined
    } while (cursor)
    expect(new Set(seen).size).toBe(report.error + report.warn + report.info)
    expect(seen).toHaveLength(new Set(seen).size)
  })

  it('judges a revision as it is, and no revision that is not there', async () => {
    await deploy({ ctx: system, input: { ...path, stage: 'development' } })
    const revision = await getLint({ ctx: system, input: { ...path, revision: 1 } })
    expect(revision).toMatchObject({ workingCopyEtag: null, operations: 2 })
    await expect(getLint({ ctx: system, input: { ...path, revision: 99 } })).rejects.toMatchObject({
      code: 'not_found',
    })
  })
})

describe('the preview of an import', () => {
  it('tells the score that the version then has, and what costs most', async () => {
    const preview = await previewImport({ ctx: system, input: { fileName: 'orders.yaml', source } })
    const { score, rules, error, warn, info } = await getLint({ ctx: system, input: path })
    expect(preview.lint).toMatchObject({ score, error, warn, info })
    expect(preview.lint.rules).toEqual(rules.slice(0, 5))
  })
})

describe('a fix', () => {
  it('mends the working copy for all places of a rule, and the finding is gone', async () => {
    const before = await etagOf()
    const { fixed, etag } = await applyLintFix({
      ctx: system,
      input: { ...path, rule: 'operation-id' },
      ifMatch: before,
    })
    expect({ fixed, etag }).toEqual({ fixed: 2, etag: before + 1 })
    const { content } = await getWorkingCopy({ ctx: system, input: path })
    expect(content.contract.operations.map(({ operationId }) => operationId)).toEqual(['listOrders', 'createOrders'])
    const { items } = await listLintFindings({ ctx: system, input: { ...path, rule: 'operation-id' } })
    expect(items).toEqual([])
  })

  it('mends one place only when it is named, refuses what it cannot mend, and an older state', async () => {
    const place = '/operations/POST ~1orders/tags/0'
    const etag = await etagOf()
    await expect(
      applyLintFix({ ctx: system, input: { ...path, rule: 'operation-tags-declared', place }, ifMatch: etag - 1 }),
    ).rejects.toMatchObject({ code: 'changed_meanwhile' })
    await expect(
      applyLintFix({ ctx: system, input: { ...path, rule: 'operation-tags-declared', place } }),
    ).rejects.toMatchObject({
      code: 'precondition_required',
    })
    await applyLintFix({ ctx: system, input: { ...path, rule: 'operation-tags-declared', place }, ifMatch: etag })
    const { content } = await getWorkingCopy({ ctx: system, input: path })
    expect(content.contract.tags).toEqual([{ name: 'Sales' }])
    await expect(
      applyLintFix({ ctx: system, input: { ...path, rule: 'security-declared' }, ifMatch: etag + 1 }),
    ).rejects.toMatchObject({ code: 'not_possible' })
  })
})

describe('a waiver', () => {
  const input = { rule: 'security-declared', reason: 'Open on purpose', expiresAt: inDays(30) }

  it('takes findings out of the score, is shown, and counts again once it is ended', async () => {
    const before = await getLint({ ctx: system, input: path })
    const made = await createLintWaiver({
      ctx: system,
      input: { ...path, ...input, place: '/operations/GET ~1orders' },
    })
    const after = await getLint({ ctx: system, input: path })
    expect(after).toMatchObject({ waived: before.waived + 1, error: before.error - 1 })
    expect(after.score).toBeGreaterThan(before.score)
    const waived = await listLintFindings({ ctx: system, input: { ...path, waived: 'true' } })
    expect(waived.items.map(({ rule, waiver }) => [rule, waiver])).toEqual([['security-declared', made.id]])
    await endLintWaiver({ ctx: system, input: { ...path, waiver: made.id } })
    expect((await getLint({ ctx: system, input: path })).score).toBe(before.score)
    const { items } = await listLintWaivers({ ctx: system, input: path })
    expect(items[0]).toMatchObject({
      id: made.id,
      state: 'ended',
      reason: 'Open on purpose',
      title: 'Operations say who may call',
    })
  })

  it('counts again by itself when it expires', async () => {
    const before = await getLint({ ctx: system, input: path })
    const made = await createLintWaiver({ ctx: system, input: { ...path, ...input } })
    expect((await getLint({ ctx: system, input: path })).error).toBe(before.error - 2)
    const later = app.ctx(undefined, { now: () => new Date(Date.now() + 31 * day) })
    expect((await getLint({ ctx: later, input: path })).score).toBe(before.score)
    expect((await listLintWaivers({ ctx: later, input: { ...path, active: 'false' } })).items[0]).toMatchObject({
      state: 'expired',
    })
    await endLintWaiver({ ctx: system, input: { ...path, waiver: made.id } })
  })

  it('is refused without a rule of that name, in the past, or for more than a year', async () => {
    const refused = async (over: object) =>
      expect(createLintWaiver({ ctx: system, input: { ...path, ...input, ...over } })).rejects.toMatchObject({
        code: 'invalid_input',
      })
    await refused({ rule: 'no-such-rule' })
    await refused({ expiresAt: inDays(-1) })
    await refused({ expiresAt: inDays(400) })
    await refused({ reason: '  ' })
  })

  it('is in the audit log with its reason', async () => {
    const row = await app.db.prisma.auditLog.findFirst({ where: { action: 'lint.waive' }, orderBy: { seq: 'desc' } })
    expect(row?.after).toMatchObject({ rule: 'security-declared', reason: 'Open on purpose' })
  })
})

describe('the ruleset', () => {
  const own = {
    id: 'version-in-path',
    title: 'Paths begin with a version',
    severity: 'warn',
    given: 'path',
    field: 'path',
    must: { check: 'pattern', match: '^/v[0-9]+/' },
  } as const

  it('can be tried before it is saved', async () => {
    const tried = await tryLintRule({ ctx: system, input: { ...path, rule: own } })
    expect(tried).toMatchObject({ places: 1, total: 1 })
    expect(tried.findings[0]?.message).toBe('`path` is `/orders`, which does not match `^/v[0-9]+/`')
    const stalling = { ...own, must: { check: 'pattern', match: '(?=x)' } } as const
    await expect(tryLintRule({ ctx: system, input: { ...path, rule: stalling } })).rejects.toMatchObject({
      code: 'invalid_input',
    })
  })

  it('holds every version to it as soon as it is saved, and refuses what cannot run', async () => {
    const security = app.ctx(await app.member('Security admin'))
    const { etag } = await getLintRuleset({ ctx: security, input: {} })
    const saved = await putLintRuleset({
      ctx: security,
      input: { ready: { 'security-declared': 'off', 'info-license': 'info' }, own: [own] },
      ifMatch: etag,
    })
    expect(saved.etag).toBe(etag + 1)
    const report = await getLint({ ctx: system, input: path })
    expect(report.rules.map(({ rule }) => rule)).toContain('version-in-path')
    expect(report.rules.map(({ rule }) => rule)).not.toContain('security-declared')
    const row = await app.db.prisma.lintRuleset.findUniqueOrThrow({ where: { id: 'default' } })
    expect(row.rules, 'what a rule comes with is not stored').toMatchObject({ ready: { 'security-declared': 'off' } })
    expect(Object.keys((row.rules as { ready: object }).ready)).toEqual(['security-declared'])
    const put = (input: Parameters<typeof putLintRuleset>[0]['input'], ifMatch = saved.etag) =>
      putLintRuleset({ ctx: security, input, ifMatch })
    await expect(put({}, etag)).rejects.toMatchObject({ code: 'changed_meanwhile' })
    await expect(put({ ready: { nothing: 'off' } })).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(put({ own: [{ ...own, id: 'info-contact' }] })).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(put({ own: [{ ...own, must: { check: 'pattern', match: '(?=x)' } }] })).rejects.toMatchObject({
      code: 'invalid_input',
      errors: [{ pointer: '/own/0' }],
    })
  })

  it('is changed by nobody without lint.manage', async () => {
    const owner = app.ctx(await app.member('Product owner'))
    await expect(putLintRuleset({ ctx: owner, input: {}, ifMatch: 2 })).rejects.toMatchObject({ code: 'forbidden' })
    expect((await getLintRuleset({ ctx: owner, input: {} })).rules.length).toBeGreaterThan(40)
  })

  it('takes the rules of a Spectral ruleset that map, and names the others', async () => {
    const answer = await convertSpectralRuleset({
      ctx: system,
      input: {
        source: `extends: [[spectral:oas, all], ./other.yaml]
rules:
  operation-tags: off
  info-contact: error
  paths-kebab-case:
    description: Paths are in kebab-case.
    severity: warn
    given: $.paths[*]~
    then: { function: pattern, functionOptions: { match: '^(/|[a-z0-9-]+|{[a-zA-Z]+})+$' } }
  get-has-summary:
    given: $.paths[*][get,head]
    then: { field: summary, function: truthy }
  query-snake:
    given: $..parameters[?(@.in=='query')]
    then: { field: name, function: casing, functionOptions: { type: snake } }
  ours:
    given: $.paths[*][*]
    then: { function: ourFunction }
  far:
    given: $.components.securitySchemes[*].flows
    then: { function: truthy }
`,
      },
    })
    expect(answer.ready).toEqual({ 'operation-tags': 'off', 'info-contact': 'error' })
    expect(answer.own.map(({ id, given, field, where, must }) => [id, given, field, where, must.check])).toEqual([
      ['own-paths-kebab-case', 'path', 'path', undefined, 'pattern'],
      ['own-get-has-summary', 'operation', 'summary', { methods: ['GET', 'HEAD'] }, 'required'],
      ['own-query-snake', 'parameter', 'name', { in: ['query'] }, 'casing'],
    ])
    expect(answer.notTaken.map(({ rule }) => rule)).toEqual(['extends ./other.yaml', 'ours', 'far'])
    await expect(convertSpectralRuleset({ ctx: system, input: { source: 'a: [' } })).rejects.toMatchObject({
      code: 'invalid_input',
    })
  })
})
