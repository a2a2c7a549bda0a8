import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Actor } from '@gatehouse/contracts/actor'
import { jsonObject } from '@gatehouse/contracts/json'
import { startEmbedded } from '@gatehouse/db/embedded'
import { listAudit } from '@gatehouse/services/audit/list-audit'
import { verifyAuditChain } from '@gatehouse/services/audit/verify-chain'
import { verb } from '@gatehouse/services/grammar/verb'
import { createTeam } from '@gatehouse/services/teams/create-team'
import { updateTeam } from '@gatehouse/services/teams/update-team'
import { createTestInstallation, type TestInstallation } from '@gatehouse/services/testing'
import { progress, report } from '../report.ts'
import { fillAudit } from './audit-rows.ts'

const writers = 20
const each = 150
const entries = 1_000_000

/** The smallest change that gateways must know: one row, one entry of the log, one of the change log. */
const describe = verb({
  name: 'bench.describe',
  allowed: { permission: 'team.manage' },
  input: jsonObject,
  run: async ({ tx, input, change }) => {
    const [personId, at] = [String(input.personId), Number(input.at)]
    await tx.person.update({ where: { id: personId }, data: { etag: at } })
    change.access('team', personId)
    return { personId, before: at - 1, after: at }
  },
  audit: ({ result }) => ({
    target: { kind: 'person', id: result.personId },
    before: { limit: result.before },
    after: { limit: result.after },
  }),
})

/**
 * `audit.writes_per_s`: changes through `verb()` by 20 writers at once on a database that waits for its disk, each with its entry;
 * `teams` says the same of a use case that reads as much as it writes.
 */
export function measureAuditWrites(): Promise<void> {
  return onDisk(async (app) => {
    const { rows } = await app.db.pool.query('SHOW fsync')
    const admin = await app.member('Admin')
    const persons = await Promise.all(Array.from({ length: writers }, () => app.developer()))
    const teams = await Promise.all(
      persons.map((_, at) => createTeam({ ctx: app.ctx(admin), input: { name: `Writers ${at}` } })),
    )
    const perSecond = async (count: number, write: (writer: number, at: number) => Promise<unknown>) => {
      const began = performance.now()
      await Promise.all(
        persons.map(async (_, writer) => {
          for (let at = 1; at <= count; at += 1) await write(writer, at)
        }),
      )
      return (writers * count * 1000) / (performance.now() - began)
    }
    const small = (writer: number, at: number) =>
      describe({ ctx: app.ctx(admin), input: { personId: persons[writer]?.personId ?? '', at } })
    const large = (writer: number, at: number) => {
      const { id, etag } = teams[writer] ?? { id: '' as never, etag: 0 }
      return updateTeam({ ctx: app.ctx(admin), input: { teamId: id, name: `Writers ${at}` }, ifMatch: etag + at - 1 })
    }
    await perSecond(15, small)
    const writes = await perSecond(each, small)
    const changed = await perSecond(each / 3, large)
    const chain = await verify(app, admin)
    if (!chain.intact || chain.rows < writers * each) throw new Error(`the chain is broken at ${chain.brokenSeq}`)
    report('audit.writes_per_s', writes, '/s', writers * each, { teams: Math.round(changed), fsync: rows[0]?.fsync })
  })
}

/** `audit.verify_s`: a million entries, each hash and link recomputed; `audit.search_ms`: slowest of the searches that people make in them. */
export function measureAuditVerify(): Promise<void> {
  return onDisk(async (app) => {
    const admin = await app.member('Admin')
    progress(`writing ${entries} entries …`)
    await fillAudit(app, entries)
    const began = performance.now()
    const { intact, rows, brokenSeq } = await verify(app, admin)
    if (!intact || rows !== entries) throw new Error(`${rows} entries are right, ${brokenSeq} is not`)
    report('audit.verify_s', (performance.now() - began) / 1000, 's', rows)
    await measureSearches(app, admin)
    await app.db.pool.query(`UPDATE audit_log SET after = '{"forged":true}' WHERE seq = $1`, [entries - 10])
    const forged = await verify(app, admin)
    if (forged.brokenSeq !== String(entries - 10)) throw new Error('a forged entry was not found')
  })
}

/** On a server with the settings of an installation: the tests' own waits for no disk. */
async function onDisk(measure: (app: TestInstallation) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'gh-audit-bench-'))
  chmodSync(folder, 0o755)
  const server = await startEmbedded({ dataDir: join(folder, 'postgres'), port: 0 })
  try {
    const app = await createTestInstallation(server.url)
    try {
      await measure(app)
    } finally {
      await app.drop()
    }
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measureSearches(app: TestInstallation, admin: Actor): Promise<void> {
  const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString()
  const { rows } = await app.db.pool.query('SELECT actor_id, target_id, request_id FROM audit_log WHERE seq = 500003')
  const [{ actor_id: actorId, target_id: targetId, request_id: requestId }] = rows
  const searches: Record<string, Record<string, unknown>> = {
    newest: {},
    actor: { actorId },
    target: { targetId },
    request: { requestId },
    action: { action: ['plan'] },
    rare: { text: 'forged' },
    word: { text: 'limit', from: ago(60), to: ago(30) },
    number: { text: '999983' },
    month: { from: ago(60), to: ago(30), action: ['plan'], text: 'requests 950' },
  }
  let slowest = 0
  const took: Record<string, number> = {}
  for (const [name, search] of Object.entries(searches)) {
    const began = performance.now()
    await listAudit({ ctx: app.ctx(admin), input: search })
    took[name] = Math.round(performance.now() - began)
    slowest = Math.max(slowest, performance.now() - began)
  }
  report('audit.search_ms', slowest, 'ms', entries, took)
}

/** As the console and the command line do it: part by part. */
async function verify(app: TestInstallation, actor: Actor) {
  let rows = 0
  let at: { afterSeq?: string; afterHash?: string } = {}
  for (;;) {
    const part = await verifyAuditChain({ ctx: app.ctx(actor), input: at })
    rows += part.rows
    if (part.complete) return { ...part, rows }
    at = { afterSeq: part.headSeq, afterHash: part.headHash }
  }
}
