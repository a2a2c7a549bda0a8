import { setImmediate as turn } from 'node:timers/promises'
import type { AccessRow } from '@gatehouse/contracts/access'
import { openStreams } from '@gatehouse/gateway/fixtures/open-streams'
import { percentile } from '../../fixtures/open-loop-load.ts'
import { waitUntil } from '../../fixtures/wait-until.ts'
import { report } from '../report.ts'

const streams = 10_000
const rounds = 500

/**
 * With 10,000 streams open on one thread, half of as many keys, half of end users’ tokens: `streams.change_us`, what a revocation costs the
 * thread until its stream is cut off, and `streams.look_ms`, the same for a change that may concern everybody, with the longest time that
 * the thread answered nobody meanwhile.
 */
export async function measureOpenStreams(): Promise<void> {
  const world = openStreams()
  const client = world.holder()
  world.change(...client.rows, ...client.issuer.rows)
  const open = Array.from({ length: streams }, (_, at) => {
    if (at % 2 === 1) {
      const sub = `end-user-${at}`
      const stream = world.open(['authorization', `Bearer ${client.issuer.token({ sub })}`])
      return { stream, fall: revocationOf(sub) }
    }
    const { rows, key, credential } = world.holder()
    world.change(...rows)
    return { stream: world.open(['x-api-key', key]), fall: { ...credential, revokedAt: Date.now() } }
  })
  await waitUntil('all streams are watched', async () => world.fallen.watched === streams)

  const took: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const at = (round * 37) % streams
    const began = performance.now()
    world.change((open[at] as (typeof open)[number]).fall)
    took.push((performance.now() - began) * 1000)
    if (open[at]?.stream.ended !== true) throw new Error('a stream goes on')
    await turn()
  }
  const sorted = took.toSorted((a, b) => a - b)
  const [p50, p99] = [0.5, 0.99].map((share) => percentile(sorted, share))
  report('streams.change_us', p99 ?? Number.NaN, 'µs', rounds, { streams, p50: Math.round(p50 ?? 0) })

  // Every stream by token: its issuer goes.
  const issuer = client.issuer.rows.flatMap((row) =>
    row.kind === 'tokenIssuer' ? [{ ...row, issuer: 'https://else.test' }] : [],
  )
  const began = performance.now()
  world.change(...issuer)
  let [pause, last] = [0, began]
  const goesOn = () => open.some(({ stream }, at) => at % 2 === 1 && !stream.ended)
  do {
    await turn()
    const now = performance.now()
    pause = Math.max(pause, now - last)
    last = now
  } while (goesOn())
  report('streams.look_ms', last - began, 'ms', streams, {
    ended: streams / 2,
    longest_pause: Math.round(pause * 100) / 100,
  })
  world.fallen.stop()
}

function revocationOf(subject: string): AccessRow {
  const notBefore = Date.now() + 60_000
  const id = `subject:${subject}`
  return { kind: 'revocation', id, of: 'subject', value: subject, notBefore, expires: notBefore + 600_000 }
}
