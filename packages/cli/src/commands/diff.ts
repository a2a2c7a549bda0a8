import type { ApiDescription } from '@gatehouse/contracts/api-description'
import { type ContractChange, changeClasses } from '@gatehouse/contracts/contract-diff'
import { exportContract } from '@gatehouse/contracts/endpoints/contract-editing'
import { changesReport, getChanges } from '@gatehouse/contracts/endpoints/contracts'
import { diffMarkdown, diffText } from '@gatehouse/importers/diff-report'
import { runDiff } from '@gatehouse/importers/run-diff'
import { runImport } from '@gatehouse/importers/run-import'
import { type Command, CommandFailure, type Given, type Output, oneOf, positionals } from '../command.ts'
import { connect, versionOf } from '../installation.ts'
import { readDescription } from '../read-source.ts'

const formats = ['text', 'json', 'markdown'] as const
type Counts = Record<(typeof changeClasses)[number], number>

export const diff: Command = {
  summary: 'Say what changes for callers between two contracts',
  help: `gatehouse diff OLD NEW [options]              two files or folders; needs no installation
gatehouse diff NEW --api SLUG [options]       a file against what the installation has
gatehouse diff --api SLUG [options]           two states of a version on the installation

Each difference is breaking, risky or safe (docs/reference/diff-rules.md).

  --api SLUG         the API on the installation
  --version NAME     its version (default v1)
  --from STATE       what to compare with: working-copy, revision:12, stage:production
                     (default: the working copy for a file, else what the first stage runs)
  --to STATE         the newer state, without a file (default working-copy)
  --format FORMAT    text (default), json or markdown (for a pull request)
  --json             the same as --format json
  --fail-on CLASS    exit with 1 when there is a change of this class or worse: breaking, risky, never (default)
`,
  options: {
    api: { type: 'string' },
    version: { type: 'string' },
    from: { type: 'string' },
    to: { type: 'string' },
    format: { type: 'string' },
    json: { type: 'boolean' },
    'fail-on': { type: 'string' },
  },
  async run(given, output) {
    const files = positionals(given, 0, 2, 'diff takes at most two files.')
    const format = given.flag('json') ? 'json' : oneOf(given, 'format', formats, 'text')
    const failOn = oneOf(given, 'fail-on', ['breaking', 'risky', 'never'], 'never')
    const counts =
      given.text('api') !== undefined && files.length === 0
        ? await diffStates(given, format, output)
        : await diffFiles(given, files, format, output)
    const worst = failOn === 'never' ? [] : changeClasses.slice(0, changeClasses.indexOf(failOn) + 1)
    return worst.some((one) => counts[one] > 0) ? 1 : 0
  },
}

async function diffStates(given: Given, format: (typeof formats)[number], { out }: Output): Promise<Counts> {
  const call = await connect()
  const sides = { from: given.text('from'), to: given.text('to') }
  const asked = {
    ...versionOf(given),
    ...Object.fromEntries(Object.entries(sides).filter(([, side]) => side !== undefined)),
  }
  out((await call(changesReport, { ...asked, format })).text)
  return (await call(getChanges, asked)).counts
}

async function diffFiles(
  given: Given,
  files: readonly string[],
  format: (typeof formats)[number],
  { out }: Output,
): Promise<Counts> {
  const [first, second] = files
  if (first === undefined || (second === undefined) === (given.text('api') === undefined))
    throw new CommandFailure('diff takes two files, or one file and --api. See --help.')
  const newer = second ?? first
  const before = second === undefined ? await readState(given) : { ...(await readDescription(first)), name: first }
  const after = await readDescription(newer)
  const changes = await runDiff(JSON.stringify(before.description), JSON.stringify(after.description))
  const counts: Counts = { breaking: 0, risky: 0, safe: 0 }
  for (const change of changes) counts[change.class] += 1
  const said = changeClasses.filter((one) => counts[one] > 0).map((one) => `${counts[one]} ${one}`)
  const report = {
    title: after.description.title,
    from: before.name,
    to: newer,
    summary: said.length === 0 ? 'no changes' : said.join(', '),
    changes: changes.map(reported),
  }
  if (format === 'json')
    out(`${JSON.stringify({ ...report, summary: { ...counts, text: report.summary }, changes }, null, 2)}\n`)
  else out(format === 'markdown' ? diffMarkdown(report) : diffText(report))
  return counts
}

/** A state of the installation, read back from its own export. */
async function readState(given: Given): Promise<{ description: ApiDescription; name: string }> {
  const of = given.text('from') ?? 'working-copy'
  const { source, fileName } = await (await connect())(exportContract, {
    ...versionOf(given),
    of,
    extensions: 'without',
  })
  const result = await runImport({ text: source, fileName })
  if (!result.ok)
    throw new CommandFailure(`The installation’s ${of} cannot be read: ${result.issues[0]?.message ?? ''}`)
  return { description: result.description, name: of }
}

function reported({ class: severity, sentence, before, after }: ContractChange) {
  const text = (value: unknown) =>
    value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value, null, 2)
  return { severity, sentence, before: text(before), after: text(after) }
}
