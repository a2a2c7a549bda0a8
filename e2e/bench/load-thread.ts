import { parentPort, workerData } from 'node:worker_threads'
import { OpenLoopLoad } from '../fixtures/open-loop-load.ts'
import { waitUntil } from '../fixtures/wait-until.ts'
import type { LoadOrder } from './background-load.ts'

const { targets, rate, connections } = workerData as LoadOrder
const load = new OpenLoopLoad(targets, { rate, connections, keepAnswers: false }).start()
parentPort?.once('message', async () => {
  parentPort?.postMessage(await load.stop())
})
await waitUntil('the load is answered', () => load.succeeded > rate, { withinMs: 60_000 })
parentPort?.postMessage('running')
