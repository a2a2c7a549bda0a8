import { listApis } from '@gatehouse/contracts/endpoints/apis'
import { type Command, positionals } from '../command.ts'
import { connect } from '../installation.ts'

type Page = Awaited<ReturnType<typeof readAll>>

export const status: Command = {
  summary: 'Say what runs where',
  help: `gatehouse status [options]

Each version with its state and, per stage, the revision that runs, since when, and the gateways that confirmed it.

  --api SLUG     only this API
  --team NAME    only those of this team
  --tag TAG      only those with this tag
  --behind       only those where a stage is behind the one before
  --json         the whole answer as JSON
`,
  options: {
    api: { type: 'string' },
    team: { type: 'string' },
    tag: { type: 'string' },
    behind: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  async run(given, { out }) {
    positionals(given, 0, 0, 'status takes no arguments.')
    const [api, team, tag] = ['api', 'team', 'tag'].map((name) => given.text(name))
    const found = await readAll({
      ...(tag === undefined ? {} : { tag }),
      ...(given.flag('behind') ? { flag: 'behind' as const } : {}),
      ...(api === undefined ? {} : { q: api }),
    })
    const items = found.items.filter(
      (item) =>
        (api === undefined || item.slug === api || item.id === api) &&
        (team === undefined || item.team.name.toLowerCase() === team.toLowerCase() || item.team.id === team),
    )
    if (given.flag('json')) out(`${JSON.stringify({ stages: found.stages, items }, null, 2)}\n`)
    else out(asTable({ ...found, items }))
    return items.length === 0 && api !== undefined ? 1 : 0
  },
}

async function readAll(query: { q?: string; tag?: string; flag?: 'behind' }) {
  const call = await connect()
  let page = await call(listApis, { ...query, limit: 200 })
  const { stages } = page
  const items = [...page.items]
  while (page.next !== null) {
    page = await call(listApis, { ...query, limit: 200, cursor: page.next })
    items.push(...page.items)
  }
  return { stages, items }
}

function asTable({ stages, items }: Page): string {
  const head = ['API', 'Version', 'State', ...stages.map(({ name }) => name)]
  const rows = items.flatMap(({ slug, versions }) =>
    versions.map((version) => [
      slug,
      version.name,
      `${version.state}${version.undeployedChanges ? ' +' : ''}`,
      ...stages.map(({ id }) => cell(version.stages.find(({ stageId }) => stageId === id))),
    ]),
  )
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)))
  const lines = [head, ...rows].map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  const undeployed = items.some(({ versions }) => versions.some((version) => version.undeployedChanges))
  return `${[...lines, ...(undeployed ? ['', '+ saved changes that are not deployed'] : [])].join('\n')}\n`
}

function cell(stage: Page['items'][number]['versions'][number]['stages'][number] | undefined): string {
  if (stage?.revision == null) return '–'
  const behind = stage.behind > 0 ? ` (${stage.behind} behind)` : ''
  const gateways = stage.gateways === 0 ? '' : ` ${stage.confirmed}/${stage.gateways}`
  return `r${stage.revision} ${stage.since?.slice(0, 10) ?? ''}${gateways}${behind}`
}
