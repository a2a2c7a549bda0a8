import type { Call } from '@gatehouse/contracts/client'
import { importApi, reimport } from '@gatehouse/contracts/endpoints/contracts'
import { type Command, CommandFailure, type Given, type Output, oneOf, positionals } from '../command.ts'
import { findTeam } from '../find-team.ts'
import { connect, versionOf } from '../installation.ts'
import { readSource, type Source } from '../read-import.ts'

export const importCommand: Command = {
  summary: 'Make an API from a contract, or merge a new file into one',
  help: `gatehouse import FILE|DIR|URL --team NAME [options]   makes a new API
gatehouse import FILE|DIR|URL --api SLUG [options]    merges the file into the working copy of one

OpenAPI 2.0 to 3.2, API Blueprint and RAML; a folder is sent as one archive. Nothing is deployed by it.

  --path FILE          SOURCE is a Git repository: the contract inside it
  --ref REF            its branch, tag or commit (default: the default branch)
  --root FILE          the file of a folder or zip to begin with
  --allow-host HOST    a host that references may be read from; can be given several times

New API:
  --team NAME          the team that owns it, by name or id
  --name NAME          instead of the contract's title
  --slug SLUG          instead of one made from the name
  --version NAME       its first version (default v1)
  --audience WORD      internal (default), partner or public

Merge:
  --api SLUG, --version NAME
  --dry-run            say what would change and save nothing
  --conflicts SIDE     where file and people disagree: file or mine (default: refuse and name the places)

  --json               the whole answer as JSON
`,
  options: {
    path: { type: 'string' },
    ref: { type: 'string' },
    root: { type: 'string' },
    'allow-host': { type: 'string', multiple: true },
    team: { type: 'string' },
    name: { type: 'string' },
    slug: { type: 'string' },
    audience: { type: 'string' },
    api: { type: 'string' },
    version: { type: 'string' },
    'dry-run': { type: 'boolean' },
    conflicts: { type: 'string' },
    json: { type: 'boolean' },
  },
  async run(given, output) {
    const [from = ''] = positionals(given, 1, 1, 'import takes one file, folder or address.')
    if ((given.text('api') === undefined) === (given.text('team') === undefined))
      throw new CommandFailure('import takes --team for a new API, or --api for one that exists. See --help.')
    const call = await connect()
    const source = await readSource(from, given)
    return given.text('api') === undefined ? makeApi(call, source, given, output) : merge(call, source, given, output)
  },
}

async function makeApi(call: Call, source: Source, given: Given, { out }: Output): Promise<number> {
  const optional = { name: given.text('name'), slug: given.text('slug'), versionName: given.text('version') }
  const made = await call(importApi, {
    ...source,
    teamId: await findTeam(call, given.text('team') ?? ''),
    audience: oneOf(given, 'audience', ['internal', 'partner', 'public'], 'internal'),
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  })
  if (given.flag('json')) out(`${JSON.stringify(made, null, 2)}\n`)
  else {
    const { enforced, documented, dropped } = made.report.counts
    out(
      `${made.api.name} is made: ${made.api.slug} ${made.version.name}, ${made.operations} operations, below ${made.version.basePath}.\n`,
    )
    out(`Of the file ${enforced} keys are enforced, ${documented} documented only, ${dropped} dropped.\n`)
  }
  return 0
}

async function merge(call: Call, source: Source, given: Given, { out }: Output): Promise<number> {
  const conflicts =
    given.text('conflicts') === undefined ? {} : { conflicts: oneOf(given, 'conflicts', ['file', 'mine'], 'mine') }
  const dryRun = given.flag('dry-run')
  const answer = await call(reimport, { ...versionOf(given), ...source, dryRun, ...conflicts })
  if (given.flag('json')) out(`${JSON.stringify(answer, null, 2)}\n`)
  else {
    out(`${answer.saved ? 'Saved' : 'Nothing is saved'}: ${answer.counts.text}.\n`)
    for (const { severity, sentence } of answer.changes) out(`  ${severity}  ${sentence.replaceAll('`', '')}\n`)
    const { open, kept } = answer.merge.counts
    if (kept > 0) out(`${kept} edits of people stay.\n`)
    if (open > 0) out(`${open} places need a choice: --conflicts file or mine, or the console.\n`)
  }
  return 0
}
