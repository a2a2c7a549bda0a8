import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { builtInRoles, type Permission } from '@gatehouse/contracts/permissions'
import { beforeAll, describe, expect, test } from 'vitest'
import { proposeAccessChange } from '../src/access-changes/propose-access-change.ts'
import { applyConfiguration } from '../src/configuration/apply-configuration.ts'
import type { Allowed } from '../src/grammar/authorize.ts'
import { createTestInstallation } from '../src/testing.ts'
import { configuredShop } from './configured-shop.ts'

type Verb = { verb: string; mutates: boolean; allowed: Allowed }

const isVerb = (value: unknown): value is Verb =>
  typeof value === 'function' && 'verb' in value && 'mutates' in value && 'allowed' in value

/** Every use case that there is, whether or not a route leads to it. */
async function allVerbs(): Promise<Verb[]> {
  const root = join(import.meta.dirname, '../src')
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (name) => /\.tsx?$/.test(name) && !name.startsWith('testing'),
  )
  const modules = await Promise.all(files.map((name) => import(join(root, name)) as Promise<Record<string, unknown>>))
  const found = new Map<unknown, Verb>()
  for (const value of modules.flatMap((one) => Object.values(one))) if (isVerb(value)) found.set(value, value)
  return [...found.values()]
}

/** What a reviewer does by his permissions: he judges what others ask for. */
const judging = new Set<Permission>(['promotion.approve', 'access.approve'])

/** What is written down without changing anything for anybody, or by a verb that asks for itself. */
const passing = new Map([
  ['promotion.comment', 'a word'],
  ['access-change.comment', 'a word'],
  ['access-change.propose', 'the act that is asked for is rehearsed first, as whoever asks (shown below)'],
  ['access-change.withdraw', 'one’s own, or with the right to approve'],
  ['audit.export', 'a document of what one may read; that it was taken is in the log'],
  ['configuration.apply', 'verb by verb, each asked for its own permission (shown below)'],
])
const changes = ({ verb, mutates, allowed }: Verb) => mutates && !allowed.systemOnly && !passing.has(verb)

let verbs: Verb[]
beforeAll(async () => {
  verbs = await allVerbs()
}, 60_000)

const mayBy = (role: keyof typeof builtInRoles, { allowed }: Verb) =>
  allowed.permission !== undefined &&
  (builtInRoles[role].permissions as readonly Permission[]).includes(allowed.permission)

describe('a Security reviewer', () => {
  test('approves and edits nothing: of all verbs that change something, his role opens those that judge', () => {
    const changing = verbs.filter(changes)
    const open = changing.filter((one) => mayBy('Security reviewer', one))
    expect(verbs.length).toBeGreaterThan(250)
    expect(
      open.filter(({ allowed }) => !judging.has(allowed.permission as Permission)).map(({ verb }) => verb),
    ).toEqual([])
    expect(open.map(({ verb }) => verb)).toContain('promotion.decide')
    process.stdout.write(`reviewer: ${changing.length} verbs that change something, ${open.length} open to the role\n`)
  })

  test('holds no permission by which anything is changed but those that judge', () => {
    const writing = new Set(
      verbs.flatMap((one) => (changes(one) && one.allowed.permission ? [one.allowed.permission] : [])),
    )
    const held = builtInRoles['Security reviewer'].permissions.filter((name) => writing.has(name))
    expect(held.filter((name) => !judging.has(name))).toEqual([])
  })

  test('and what any member may change is his own', () => {
    const anybody = verbs.filter(({ mutates, allowed }) => mutates && allowed.anyMember && !allowed.systemOnly)
    expect(
      anybody
        .map(({ verb }) => verb)
        .filter(
          (name) =>
            !/^(account|session|profile|notice|access-change\.|campaign\.(decide|reassign|restore)$)/.test(name),
        ),
    ).toEqual([])
  })
})

test('they cannot ask for a change that they could not make', async () => {
  const app = await createTestInstallation()
  try {
    for (const role of ['Security reviewer', 'Viewer'] as const) {
      const ctx = app.ctx(await app.member(role))
      const input = {
        act: 'guardrail.create' as const,
        input: { name: 'Mine', policy: 'requirements', options: { bodyBytes: 10 }, reason: 'because' },
        reason: 'because',
      }
      await expect(proposeAccessChange({ ctx, input }), role).rejects.toMatchObject({ code: 'forbidden' })
      expect(await app.db.prisma.accessChange.count()).toBe(0)
    }
  } finally {
    await app.drop()
  }
})

test('a configuration that they apply changes nothing', async () => {
  const app = await createTestInstallation()
  try {
    for (const role of ['Security reviewer', 'Viewer'] as const) {
      const ctx = app.ctx(await app.member(role))
      const before = await app.db.prisma.changeLog.count()
      const answer = await applyConfiguration({ ctx, input: { document: configuredShop(), prune: true } }).catch(
        (error: { code: string }) => error,
      )
      if ('code' in answer) expect(answer.code).toBe('forbidden')
      else
        expect({ done: answer.done, why: answer.failed?.problem.code ?? 'blocked' }).toEqual({
          done: [],
          why: expect.stringMatching(/forbidden|not_found|blocked/),
        })
      expect(await app.db.prisma.api.count()).toBe(0)
      expect(await app.db.prisma.changeLog.count()).toBe(before)
    }
  } finally {
    await app.drop()
  }
})

test('Viewer, Analyst and Finance change nothing', () => {
  for (const role of ['Viewer', 'Analyst', 'Finance'] as const)
    expect(
      verbs.filter((one) => changes(one) && mayBy(role, one)).map(({ verb }) => verb),
      role,
    ).toEqual([])
})
