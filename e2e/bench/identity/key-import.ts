import { hashKey } from '@gatehouse/auth/credentials'
import { newId } from '@gatehouse/contracts/ids'
import { AccessTable } from '@gatehouse/policies/access/table'
import { importKeys } from '@gatehouse/services/key-imports/import-keys'
import { readChanges } from '@gatehouse/services/publishing/read-changes'
import { createTestInstallation } from '@gatehouse/services/testing'
import { report } from '../report.ts'

const keys = 100_000
const consumers = 20_000

/**
 * `keys.import_s`: 100,000 keys, half by value and half by hash, for 20,000 consumers: from the call until the last increment stands
 * in a gateway's access table. `keys.others_waited_s`: longest time that another change waited for its place in the log meanwhile.
 */
export async function measureKeyImport(): Promise<void> {
  const app = await createTestInstallation()
  try {
    const ctx = app.ctx()
    const stage = await app.db.prisma.stage.findFirstOrThrow({ where: { exposure: 'live' } })
    const teamId = newId('team')
    await app.db.prisma.team.create({ data: { id: teamId, name: 'Moved in' } })
    const lines = ['key,sha256,consumer,name']
    for (let at = 0; at < keys; at += 1) {
      const key = `kong-${at}-${newId('request')}`
      lines.push(`${at % 2 ? key : ''},${at % 2 ? '' : hashKey(key)},Consumer ${at % consumers},Key ${at}`)
    }
    const head = await app.db.prisma.changeLog.aggregate({ _max: { seq: true } })
    let cursor = Number(head._max.seq ?? 0n)
    let waited = 0
    let over = false
    const others = (async () => {
      while (!over) {
        const asked = performance.now()
        await app.db.prisma.$transaction([app.db.prisma.$executeRaw`SELECT pg_advisory_xact_lock(${0x6a7e_0001})`])
        waited = Math.max(waited, performance.now() - asked)
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    })()
    const began = performance.now()
    const made = await importKeys({
      ctx,
      input: {
        source: 'csv',
        files: [{ name: 'keys.csv', text: lines.join('\n') }],
        stageId: stage.id as never,
        to: { kind: 'team', teamId },
        dryRun: false,
      },
    })
    const committed = performance.now()
    over = true
    await others
    if (made.counts.imported !== keys) throw new Error(`${made.counts.imported} keys were imported`)
    const table = new AccessTable()
    for (;;) {
      const read = await readChanges(app.db, cursor)
      if (read.cursor === cursor) break
      cursor = read.cursor
      const upserts = read.access.flatMap(({ seq, row }) => (row ? [{ seq, row: row(stage.id) }] : []))
      table.apply(upserts, [])
    }
    if (table.count('credential') < keys) throw new Error('the gateway has fewer keys than were imported')
    report('keys.import_s', (performance.now() - began) / 1000, 's', keys)
    report('keys.import_committed_s', (committed - began) / 1000, 's', keys)
    report('keys.others_waited_s', waited / 1000, 's', keys)
  } finally {
    await app.drop()
  }
}
