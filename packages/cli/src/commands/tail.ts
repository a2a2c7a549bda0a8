import { setTimeout as pause } from 'node:timers/promises'
import type { Call } from '@gatehouse/contracts/client'
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

Requests of all gateways, the newest last, until it is interrupted.

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
  async run(given, { out }) {
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
    const stop = new AbortController()
    process.once('SIGINT', () => stop.abort())
    while (!stop.signal.aborted) {
      await pause(1_000, undefined, { signal: stop.signal }).catch(() => undefined)
      if (stop.signal.aborted) break
      for (const request of (await newest(call, query, mostOfLook, shown)).reverse()) write(request)
    }
    return 0
  },
}

const mostOfLook = 1_000

/** Ids that were shown. Batches of several gateways come late and between others, so the newest id alone is no mark. */
class Shown {
  readonly #ids = new Set<string>()
  add(id: string): boolean {
    if (this.#ids.has(id)) return false
    this.#ids.add(id)
    for (const oldest of this.#ids) {
      if (this.#ids.size <= 5_000) break
      this.#ids.delete(oldest)
    }
    return true
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
    const fresh = page.items.filter(({ id }) => shown.add(id))
    found.push(...fresh)
    if (page.next === null || fresh.length === 0) break
    cursor = page.next
  }
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
