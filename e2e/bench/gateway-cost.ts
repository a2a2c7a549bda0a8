import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newId } from '@gatehouse/contracts/ids'
import { costBody, costCaller, startCostGateway } from './cost/cost-gateway.ts'
import { installTools, measureCost } from './cost/measure-cost.ts'

/**
 * µs of CPU per request of a gateway beside nginx + Lua in the same run (e2e/bench/cost). Prints one JSON line per figure:
 * `gateway.cost.key` and `gateway.cost.body` as ratios to the peer, and the µs of each.
 *
 * Arguments: `--recording` starts a second gateway that notes what calls use and samples their shapes, as a stage does by default, asks it in
 * the same alternating rounds and prints `features.cost.key` and `features.cost.body`, its cost over that of the first; `--profile` writes CPU
 * profiles of the gateways to `./profiles`; `--rounds=N`, `--seconds=N`; `--key-only`, `--body-only`.
 */
const argumentsGiven = process.argv.slice(2)
const option = (name: string, otherwise: string) =>
  argumentsGiven.find((text) => text.startsWith(`--${name}=`))?.slice(name.length + 3) ?? otherwise
const rounds = option('rounds', '5')

installTools()
const versionId = newId('version')
const user = costCaller(versionId)
const profile = argumentsGiven.includes('--profile')
const gateways = { gateway: await startCostGateway(versionId, user, { recording: false, profile }) }
const recording = argumentsGiven.includes('--recording')
  ? { recording: await startCostGateway(versionId, user, { recording: true, profile }) }
  : {}
const started = Object.entries({ ...gateways, ...recording })
const folder = await mkdtemp(join(tmpdir(), 'gatehouse-cost-script-'))
try {
  if (!argumentsGiven.includes('--body-only')) await measure('key', undefined)
  const script = join(folder, 'post.lua')
  await writeFile(
    script,
    `wrk.method = "POST"\nwrk.body = [[${JSON.stringify(costBody)}]]\nwrk.headers["content-type"] = "application/json"\n`,
  )
  if (!argumentsGiven.includes('--key-only')) await measure('body', script)
} finally {
  for (const [, gateway] of started) await gateway.stop()
  await rm(folder, { recursive: true, force: true })
}

async function measure(path: 'key' | 'body', script: string | undefined): Promise<void> {
  const targets = started.map(([name, { port, pid, paths }]) => ({ name, port, pid, path: paths[path] }))
  const secondsEach = option('seconds', '4')
  const costs = await measureCost(targets, { key: user.key, rounds, secondsEach, script })
  const print = (name: string, value: number, unit: string) =>
    process.stdout.write(`${JSON.stringify({ figure: name, value, unit, n: Number(rounds) })}\n`)
  const own = costs.get('gateway')
  const noting = costs.get('recording')
  if (own === undefined) throw new Error('the gateway was not measured')
  print(`gateway.cost.${path}`, own.ratio, 'x nginx+lua')
  print(`gateway.cost.${path}.us`, own.us, 'µs CPU per request')
  print(`gateway.cost.${path}.per_s`, own.perSecond, 'requests/s, one serving thread')
  if (noting) print(`features.cost.${path}`, ratioOf(noting.rounds, own.rounds), 'x without recording')
}

/** Median of the ratios of rounds that ran one after the other: what the machine did meanwhile falls out. */
function ratioOf(of: readonly number[], to: readonly number[]): number {
  const ratios = of.map((us, round) => us / (to[round] ?? Number.NaN)).sort((a, b) => a - b)
  return Number((ratios[Math.floor(ratios.length / 2)] ?? Number.NaN).toFixed(3))
}
