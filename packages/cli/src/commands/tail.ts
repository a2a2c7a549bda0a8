import { setTimeout as pause } from 'node:timers/promises'
import { type Call, ProblemError } from '@gatehouse/contracts/client'
import type { EndpointInput, EndpointOutput } from '@gatehouse/contracts/endpoint'
import { getApi, getVersionPage } from '@gatehouse/contracts/endpoints/apis'
import { listApplications } from '@gatehouse/contracts/endpoints/applications'
import { listRequests } from '@gatehouse/contracts/endpoints/usage'
import { type Command, CommandFailure, type Given, oneOf, positionals } from '../command.ts'
import { connect } from '../installation.ts'

type Query = EndpointInput<typeof listRequests>
type Request = EndpointOutput<typeof listRequests>['items'][number]

export const tail: Command = {
  summary: 'Show requests as they come in',
  help: `gatehouse tail [options]

Requests of all gateways, the newest last, until it is interrupted (Ctrl-C, exit code 0). While the installation cannot be
reached it tries again, and shows afterwards what came meanwhile.

  --api SLUG         only of this API
  --version NAME     only of this version of it
  --app NAME         only of this application, by name or id
  --stage SLUG       only on this stage (with --api)
  --status CLASS     only 2xx, 3xx, 4xx or 5xx
  --code CODE        only with this problem code, such as rate_limited
  --lines N          begin with the last N (default 20)
  --once             end after those
  --json             one JSON object per line
`,
  options: {
    api: { type: 'string' },
    version: { type: 'string' },
    app: { type: 'string' },
    stage: { type: 'string' },
    status: { type: 'string' },
    code: { type: 'string' },
    lines: { type: 'string' },
    once: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  async run(given, { out, err }) {
    positionals(given, 0, 0, 'tail takes no arguments.')
    const lines = Number(given.text('lines') ?? 20)
    if (!Number.isInteger(lines) || lines < 0 || lines > 1_000)
      throw new CommandFailure('--lines takes a number up to 1000.')
    const call = await connect()
    const query = await readQuery(call, given)
    const write = (request: Request) =>
      out(given.flag('json') ? `${JSON.stringify(request)}\n` : `${lineOf(request)}\n`)
    const shown = new Shown()
    for (const request of (await newest(call, query, lines, shown)).reverse()) write(request)
    if (given.flag('once')) return 0
    await follow(() => newest(call, query, mostOfLook, shown), write, err)
    return 0
  },
}

const mostOfLook = 1_000
const everyMs = 1_000
const longestPauseMs = 15_000

/** Shows what comes until SIGINT or SIGTERM. A server that is away is asked again, less and less often; a refusal ends it. */
async function follow(
  look: () => Promise<Request[]>,
  write: (request: Request) => void,
  err: (text: string) => void,
): Promise<void> {
  const stop = new AbortController()
  const end = () => stop.abort()
  const signals = ['SIGINT', 'SIGTERM'] as const
  for (const signal of signals) process.once(signal, end)
  let failures = 0
  try {
    while (!stop.signal.aborted) {
      const ms = Math.min(everyMs * 2 ** failures, longestPauseMs)
      await pause(ms, undefined, { signal: stop.signal }).catch(() => undefined)
      if (stop.signal.aborted) break
      try {
        const found = await look()
        if (failures > 0) err('The installation answers again.\n')
        failures = 0
        for (const request of found.reverse()) write(request)
      } catch (error) {
        if (!isPassing(error)) throw error
        if (failures === 0) err('The installation does not answer; trying again.\n')
        failures += 1
      }
    }
  } finally {
    for (const signal of signals) process.removeListener(signal, end)
  }
}

/** A broken connection, an overloaded or restarting server: not what a key or a filter can be wrong in. */
function isPassing(error: unknown): boolean {
  if (error instanceof ProblemError) return error.problem.status >= 500 || error.problem.status === 429
  return error instanceof TypeError || error instanceof SyntaxError
}

/** Ids that were shown. Batches of several gateways come late and between others, so the newest id alone is no mark. */
class Shown {
  readonly #ids = new Set<string>()
  has(id: string): boolean {
    return this.#ids.has(id)
  }
  add(id: string): void {
    this.#ids.add(id)
    for (const oldest of this.#ids) {
      if (this.#ids.size <= 5_000) break
      this.#ids.delete(oldest)
    }
  }
}

/** The newest that were not shown yet, newest first; it looks on until a whole page is known. */
async function newest(call: Call, query: Query, most: number, shown: Shown): Promise<Request[]> {
  const found: Request[] = []
  let cursor: string | undefined
  while (found.length < most) {
    const page = await call(listRequests, {
      ...query,
      limit: Math.min(most - found.length, 200),
      ...(cursor === undefined ? {} : { cursor }),
    })
    const fresh = page.items.filter(({ id }) => !shown.has(id))
    found.push(...fresh)
    if (page.next === null || fresh.length === 0) break
    cursor = page.next
  }
  // Only now: what a broken look had found is found again.
  for (const { id } of found) shown.add(id)
  return found
}

async function readQuery(call: Call, given: Given): Promise<Query> {
  const [api, app, stage, version, code] = ['api', 'app', 'stage', 'version', 'code'].map((name) => given.text(name))
  const status =
    given.text('status') === undefined ? {} : { status: oneOf(given, 'status', ['2xx', '3xx', '4xx', '5xx'], '2xx') }
  if (api === undefined && (version !== undefined || stage !== undefined))
    throw new CommandFailure('--version and --stage need --api.')
  const found = api === undefined ? undefined : await call(getApi, { api })
  const chosen = version === undefined ? undefined : found?.versions.find(({ name }) => name === version)
  if (version !== undefined && !chosen) throw new CommandFailure(`${api} has no version "${version}".`)
  return {
    ...status,
    ...(code === undefined ? {} : { code }),
    ...(found && !chosen ? { apiId: found.id as NonNullable<Query['apiId']> } : {}),
    ...(chosen ? { versionId: chosen.id as NonNullable<Query['versionId']> } : {}),
    ...(app === undefined ? {} : { applicationId: await findApplication(call, app) }),
    ...(stage === undefined || !found
      ? {}
      : { stageId: await findStage(call, found.slug, chosen?.name ?? found.versions[0]?.name, stage) }),
  }
}

async function findApplication(call: Call, app: string): Promise<NonNullable<Query['applicationId']>> {
  if (/^app_[0-9a-f]{32}$/.test(app)) return app as NonNullable<Query['applicationId']>
  const { items } = await call(listApplications, { q: app })
  const named = items.filter(({ name }) => name.toLowerCase() === app.toLowerCase())
  const [one] = named
  if (!one) throw new CommandFailure(`There is no application "${app}", or the key may not see it.`)
  if (named.length > 1)
    throw new CommandFailure(`There are ${named.length} applications "${app}": name one by its id, such as ${one.id}.`)
  return one.id
}

async function findStage(
  call: Call,
  api: string,
  version: string | undefined,
  stage: string,
): Promise<NonNullable<Query['stageId']>> {
  const { pipeline } = await call(getVersionPage, { api, version: version ?? 'v1' })
  const found = pipeline.find((card) => card.stage.slug === stage || card.stage.name === stage)
  if (!found) throw new CommandFailure(`There is no stage "${stage}".`)
  return found.stage.id as NonNullable<Query['stageId']>
}

function lineOf({ at, status, method, path, totalUs, stage, application, credential, code, id }: Request): string {
  const who = application ? `${application.name}${credential ? ` …${credential.last4}` : ''}` : 'nobody known'
  const ms = `${(totalUs / 1_000).toFixed(1)} ms`
  return [
    at.slice(11, 23),
    String(status),
    method.padEnd(6),
    path,
    ms,
    stage.name,
    who,
    ...(code === null ? [] : [code]),
    id,
  ].join('  ')
}
