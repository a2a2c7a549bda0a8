import { createHash } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import { expect, it } from 'vitest'
import { AccessReader } from '../src/access/reader.ts'
import { AccessTable } from '../src/access/table.ts'

/**
 * A writer thread moves one credential between two worlds (application, team, subscription, plan, expiry all differ) as fast as it
 * can, in one row each, and rewrites the plan's text. A reader must never see parts of both.
 */
it('a reader never sees half of a change that another thread is making', async () => {
  const hex = (n: number) => createHash('sha256').update(String(n)).digest('hex')
  const id = (prefix: string, n: number) => `${prefix}_${hex(n).slice(0, 32)}` as never
  const table = new AccessTable()
  for (const side of [1, 2]) {
    const rows = [
      { kind: 'team', id: id('team', side), state: 'active' },
      { kind: 'application', id: id('app', side), teamId: id('team', side), state: 'active' },
      { kind: 'product', id: id('prd', side), items: [] },
      {
        kind: 'planVersion',
        id: id('plv', side),
        planId: id('pln', side),
        limits: { quota: { limit: side, period: 'day' } },
        priced: true,
      },
      {
        kind: 'subscription',
        id: id('sub', side),
        applicationId: id('app', side),
        productId: id('prd', side),
        planVersionId: id('plv', side),
        state: 'active',
      },
    ]
    table.apply(
      rows.map((row) => ({ seq: 1, row: row as never })),
      [],
    )
  }
  const credential = (side: number) => ({
    kind: 'credential' as const,
    id: id('crd', 1),
    hash: hex(99),
    applicationId: id('app', side),
    scopes: [`s${side}`],
    expiresAt: side * 1000,
  })
  table.apply([{ seq: 1, row: credential(1) }], [])
  const digest = Buffer.from(hex(99), 'hex').toString('latin1')
  const source = `
    const { parentPort, workerData } = require('node:worker_threads')
    import(workerData.module).then(({ AccessReader }) => {
      const reader = new AccessReader(workerData.handles)
      const seen = [0, 0, 0]
      const stop = new Int32Array(workerData.stop)
      parentPort.postMessage('ready')
      let torn = null
      while (Atomics.load(stop, 0) === 0) {
        const found = reader.findCredential(workerData.digest)
        const side = found === null ? 0 : found.expiresAt / 1000
        seen[side] = (seen[side] ?? 0) + 1
        const limit = found?.subscriptions[0]?.plan.limits.quota?.limit
        if (found === null || found.scopes[0] !== 's' + side || limit % 10 !== side || found.identity.applicationId !== workerData.applications[side]) torn ??= JSON.stringify(found)
      }
      parentPort.postMessage({ seen, torn })
    })`
  const stop = new SharedArrayBuffer(4)
  const workerData = {
    module: new URL('../src/access/reader.ts', import.meta.url).href,
    handles: table.handles(),
    digest,
    stop,
    applications: [null, id('app', 1), id('app', 2)],
  }
  const worker = new Worker(source, { eval: true, workerData })
  await new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
  const result = new Promise<{ seen: number[]; torn: string | null }>((resolve) => worker.once('message', resolve))
  const until = performance.now() + 700
  let seq = 2
  for (; performance.now() < until; seq += 1) {
    const side = 1 + (seq % 2)
    const limit = side + 10 * (seq % 1000)
    table.apply([{ seq, row: credential(side) }], [])
    if (seq % 64 !== 0) continue
    const limits = { quota: { limit, period: 'day' as const } }
    table.apply(
      [{ seq, row: { kind: 'planVersion', id: id('plv', side), planId: id('pln', side), limits, priced: true } }],
      [],
    )
  }
  // Growth replaces the buffers: the reader then stays with a consistent old table, which is fine here.
  Atomics.store(new Int32Array(stop), 0, 1)
  const { seen, torn } = await result
  expect(torn).toBeNull()
  expect(seen[0]).toBe(0)
  expect((seen[1] ?? 0) + (seen[2] ?? 0)).toBeGreaterThan(1000)
  const reader = new AccessReader(table.handles())
  expect(reader.findCredential(digest)?.expiresAt).toBe((1 + ((seq - 1) % 2)) * 1000)
})
