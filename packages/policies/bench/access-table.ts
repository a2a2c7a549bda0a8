import { createHash } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import type { AccessUpsert } from '@gatehouse/contracts/access'
import { restoreAccess, serializeAccess } from '../src/access/disk.ts'
import { AccessReader } from '../src/access/reader.ts'
import { AccessTable } from '../src/access/table.ts'

/** Memory, load, restore and lookup of a large table; run with `node --expose-gc bench/access-table.ts 1000000`. */
const count = Number(process.argv[2] ?? 1_000_000)
const report = (figure: string, value: number, unit: string) =>
  console.log(JSON.stringify({ figure, value: Math.round(value * 1000) / 1000, unit, n: count }))
const hex = (n: number) => createHash('sha256').update(String(n)).digest('hex')
const id = (prefix: string, n: number) => `${prefix}_${hex(n).slice(0, 32)}` as never

const before = process.memoryUsage().rss
let table = new AccessTable()
const started = performance.now()
const applications = Math.ceil(count / 10)
const batch: AccessUpsert[] = []
const flush = () => table.apply(batch.splice(0), [])
batch.push({ seq: 1, row: { kind: 'team', id: id('team', 0), state: 'active' } })
batch.push({ seq: 1, row: { kind: 'product', id: id('prd', 0), items: [] } })
batch.push({ seq: 1, row: { kind: 'planVersion', id: id('plv', 0), planId: id('pln', 0), limits: {}, priced: true } })
for (let n = 0; n < applications; n += 1) {
  batch.push({ seq: 2, row: { kind: 'application', id: id('app', n), teamId: id('team', 0), state: 'active' } })
  const links = { applicationId: id('app', n), productId: id('prd', 0), planVersionId: id('plv', 0) }
  batch.push({ seq: 2, row: { kind: 'subscription', id: id('sub', n), ...links, state: 'active' } as never })
  if (batch.length > 5000) flush()
}
for (let n = 0; n < count; n += 1) {
  const row = {
    kind: 'credential',
    id: id('crd', n),
    hash: hex(n + 1e9),
    applicationId: id('app', n % applications),
    scopes: [],
  }
  batch.push({ seq: 3, row: row as never })
  if (batch.length > 5000) flush()
}
flush()
report('access.load_s', (performance.now() - started) / 1000, 's')
globalThis.gc?.()
report('access.rss_mb', (process.memoryUsage().rss - before) / 1e6, 'MB')
report('access.buffers_mb', process.memoryUsage().arrayBuffers / 1e6, 'MB')

const digests = Array.from({ length: 50_000 }, (_, i) =>
  Buffer.from(hex(((i * 7919) % count) + 1e9), 'hex').toString('latin1'),
)
let reader = new AccessReader(table.handles())
const lookups = (name: string, distinct: number) => {
  for (let i = 0; i < 20_000; i += 1) reader.findCredential(digests[i % distinct] ?? '')
  const start = performance.now()
  for (let i = 0; i < 100_000; i += 1) reader.findCredential(digests[i % distinct] ?? '')
  report(name, (performance.now() - start) / 100, 'us')
}
lookups('access.lookup_one', 1)
lookups('access.lookup_spread', 50_000)

const writing = performance.now()
const bytes = Buffer.concat(serializeAccess(table, ''))
report('access.serialize_s', (performance.now() - writing) / 1000, 's')
report('access.file_mb', bytes.length / 1e6, 'MB')
const checksum = table.checksum()
const restoring = performance.now()
const restored = restoreAccess(bytes)
if (restored === null || restored.table.checksum() !== checksum) throw new Error('not restored')
table = restored.table
report('access.restore_s', (performance.now() - restoring) / 1000, 's')
reader = new AccessReader(table.handles())
lookups('access.lookup_restored', 50_000)
