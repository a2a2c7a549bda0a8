import { Agent, request } from 'node:http'
import { simulateAccess } from '@gatehouse/services/access-engine/simulate'
import type { OfferedApi } from '../../fixtures/offer-api.ts'
import { progress, report } from '../report.ts'
import { type Caller, type SimulatorWorld, stage, startSimulatorWorld } from './simulator-world.ts'

const cases = 10_000
const atOnce = 8

type Case = {
  caller: Caller
  method: string
  target: string
  headers: Record<string, string>
  body: string | undefined
  address: string
}

/**
 * `simulator.disagreements`: of 10,000 generated requests – keys, tokens, scopes, rules, guardrails, times, addresses, bodies, wrong paths –
 * those to which a live gateway and the simulator give another verdict, code or sentence.
 */
export async function measureSimulator(): Promise<void> {
  const bench = await startSimulatorWorld()
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce })
  try {
    const random = generator(20_261_122)
    const wrong: string[] = []
    const seen = new Map<string, number>()
    let done = 0
    const work = async () => {
      while (done < cases) {
        done += 1
        const one = makeCase(bench, random)
        const [real, simulated] = await Promise.all([ask(bench, agent, one), simulate(bench, one)])
        seen.set(real, (seen.get(real) ?? 0) + 1)
        if (real !== simulated)
          wrong.push(
            `${one.caller.name}: ${one.method} ${one.target} from ${one.address}: ${real}, simulated ${simulated}`,
          )
        if (done % 1_000 === 0) progress(`${done} cases, ${wrong.length} disagreements`)
      }
    }
    await Promise.all(Array.from({ length: atOnce }, work))
    for (const line of wrong.slice(0, 20)) progress(line)
    const codes = Map.groupBy(seen, ([verdict]) => verdict.split(':')[0] ?? '')
    report('simulator.disagreements', wrong.length, 'cases', cases, {
      outcomes: [...codes].map(([code, list]) => `${code} ${list.reduce((sum, [, n]) => sum + n, 0)}`).sort(),
    })
    if (wrong.length > 0) throw new Error(`${wrong.length} of ${cases} cases disagree`)
  } finally {
    agent.destroy()
    await bench.close()
  }
}

/** Mulberry32: the same cases each time. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

function pick<T>(list: readonly T[], random: () => number): T {
  return list[Math.floor(random() * list.length)] as T
}

const bodies = [
  '{"name":"Three"}',
  '{"name":"Three","count":3}',
  '{"name":"x"}',
  '{"name":7}',
  '{}',
  '[]',
  '{"name":"Three"',
  '',
  '{"name":"Three","other":{"deep":[1,2,{"x":null}]}}',
]
const types = ['application/json', 'application/json; charset=utf-8', 'text/plain', 'application/xml', '']
const addresses = ['192.0.2.1', '198.51.100.7', '203.0.113.9', '10.1.2.3', '2001:db8::7', '127.0.0.1']

function makeCase({ apis, callers }: SimulatorWorld, random: () => number): Case {
  const caller = pick(callers, random)
  const api = pick(apis, random)
  const method = pick(['GET', 'GET', 'GET', 'POST', 'DELETE', 'PUT', 'PATCH', 'HEAD', 'OPTIONS'], random)
  const target = makeTarget(api, method, random)
  const withBody = method === 'POST' || random() < 0.05
  const body = withBody && method !== 'HEAD' ? pick(bodies, random) : undefined
  const type = pick(types, random)
  return {
    caller,
    method,
    target,
    headers: {
      ...(body === undefined || type === '' ? {} : { 'content-type': random() < 0.6 ? 'application/json' : type }),
      ...(random() < 0.1 ? { 'x-extra': 'value' } : {}),
    },
    body,
    address: pick(addresses, random),
  }
}

function makeTarget({ basePath }: OfferedApi, method: string, random: () => number): string {
  const inside = [
    '/things',
    '/things?limit=10',
    '/things?limit=1000',
    '/things?limit=x',
    '/things?other=1',
    '/things/10',
    '/things/77?verbose=true',
    '/things/1',
    '/things/abc',
    '/things/%31%30',
    '/health',
    '/night',
    '/day',
    '/machine',
    '/vault',
  ]
  const wrong = [
    '',
    '/',
    '/nothing',
    '/things/',
    '//things',
    '/things/../things',
    '/things/%2e%2e',
    '/things;a=1',
    '/THINGS',
    '/things/10/more',
    '/things/%zz',
  ]
  if (method === 'POST' && random() < 0.7) return `${basePath}/things`
  if (method === 'DELETE' && random() < 0.7) return `${basePath}/things/${pick(['10', '11', '9'], random)}`
  if (random() < 0.1) return pick(['/', '/nobody/v1/things', '/things', `${basePath}x/things`], random)
  return basePath + (random() < 0.15 ? pick(wrong, random) : pick(inside, random))
}

/** What a gateway says: `allow`, or code and sentence of its problem. */
function ask({ world }: SimulatorWorld, agent: Agent, one: Case): Promise<string> {
  const { hostname, port } = new URL(world.gateway('one').url)
  const headers = {
    ...one.headers,
    ...one.caller.headers,
    'x-forwarded-for': one.address,
    // Without it Node frames the body of a GET by nothing at all.
    ...(one.body === undefined ? {} : { 'content-length': String(Buffer.byteLength(one.body)) }),
  }
  return new Promise((resolve, reject) => {
    const sent = request({ agent, hostname, port, method: one.method, path: one.target, headers }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('end', () =>
        resolve(verdictOf(answer.statusCode ?? 0, answer.headers, Buffer.concat(chunks).toString())),
      )
      answer.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(one.body)
  })
}

type Headers = Record<string, string | string[] | undefined>

function verdictOf(status: number, headers: Headers, text: string): string {
  if (status < 400) return 'allow'
  // A HEAD's answer has no body: its problem's name stands in a header.
  if (text === '') return `status ${status}`
  const problem = JSON.parse(text) as { code?: string; detail?: string }
  if (problem.code === undefined) return `status ${status} ${String(headers['content-type'])}`
  return `${problem.code}: ${problem.detail ?? ''}`
}

async function simulate({ world }: SimulatorWorld, one: Case): Promise<string> {
  const isCaller = one.caller.caller['as'] !== 'nobody'
  const headers = { ...one.headers, ...(isCaller ? {} : one.caller.headers), 'x-forwarded-for': one.address }
  const { problem } = await simulateAccess({
    ctx: world.system,
    input: {
      stage,
      caller: one.caller.caller as never,
      request: { of: 'request', method: one.method, target: one.target },
      headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
      ...(one.body === undefined ? {} : { body: one.body }),
      address: one.address,
    },
  })
  if (problem === null) return 'allow'
  return one.method === 'HEAD' ? `status ${problem.status}` : `${problem.code}: ${problem.detail ?? ''}`
}
