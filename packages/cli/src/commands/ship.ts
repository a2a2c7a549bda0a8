import { type Command, CommandFailure, type Given, oneOf, positionals } from '../command.ts'
import { findForge, forgeHelp, forgeOptions, runOf, tellForge } from '../forge/forge.ts'
import { connect, versionOf } from '../installation.ts'
import { readSource } from '../read-import.ts'
import { exitCodeOf } from '../report/report.ts'
import { reportHelp, reportOptions, writeReports } from '../report/write-reports.ts'
import { secondsOf } from '../seconds.ts'
import { ship as shipIt } from '../ship.ts'

export const ship: Command = {
  summary: 'Bring a contract as far as it goes: import, compare, lint, deploy, promote',
  help: `gatehouse ship FILE|DIR|URL --api SLUG [options]

One call for a pipeline: merges the contract into the working copy, compares it with what callers have, lints it,
deploys it to the first stage, promotes it through each gate that needs no person, and leaves a prepared promotion at
the first that does. A stage that is live is only prepared unless --through names it.

  --api SLUG           the API
  --version NAME       its version (default v1)
  --team NAME          make the API for this team if there is none
  --dry-run            say what would change and how it is judged, and save nothing (for pull requests)
  --conflicts SIDE     where file and people disagree: file or mine (default: fail and name the places)
  --fail-on CLASS      fail before any deploy at a change of this class or worse: breaking, risky, never (default:
                       the gates decide)
  --lint-fail-on WORD  fail at findings of this severity or worse: error, warn, info, never (default)
  --min-score N        fail below this lint score
  --through SLUG       the live stage that it may come to without a person
  --note TEXT          kept with deployment and promotions
  --timeout SECONDS    how long to wait for the gateways and checks of a stage (default 120)
  --path FILE, --ref REF, --root FILE, --allow-host HOST   as of "import"
${reportHelp}
${forgeHelp}
`,
  options: {
    api: { type: 'string' },
    version: { type: 'string' },
    team: { type: 'string' },
    'dry-run': { type: 'boolean' },
    conflicts: { type: 'string' },
    'fail-on': { type: 'string' },
    'lint-fail-on': { type: 'string' },
    'min-score': { type: 'string' },
    through: { type: 'string' },
    note: { type: 'string' },
    timeout: { type: 'string' },
    path: { type: 'string' },
    ref: { type: 'string' },
    root: { type: 'string' },
    'allow-host': { type: 'string', multiple: true },
    ...reportOptions,
    ...forgeOptions,
  },
  async run(given, output) {
    const [from = ''] = positionals(given, 1, 1, 'ship takes one file, folder or address.')
    const seconds = secondsOf(given, 'timeout', 120)
    const version = versionOf(given)
    const forge = await findForge(given)
    const asked = {
      ...version,
      team: given.text('team'),
      conflicts: conflictsOf(given),
      failOn: oneOf(given, 'fail-on', ['breaking', 'risky', 'never'], 'never'),
      lintFailOn: oneOf(given, 'lint-fail-on', ['error', 'warn', 'info', 'never'], 'never'),
      minScore: scoreOf(given),
      through: given.text('through'),
      note: given.text('note'),
      seconds,
      dryRun: given.flag('dry-run'),
      ...runOf(forge),
    }
    const call = await connect()
    const report = await shipIt(call, { ...asked, source: await readSource(from, given) })
    await writeReports(report, given, output)
    await tellForge(forge, report, `${version.api} ${version.version}`, given, output)
    return exitCodeOf(report)
  },
}

function conflictsOf(given: Given): 'file' | 'mine' | undefined {
  return given.text('conflicts') === undefined
    ? undefined
    : oneOf<'file' | 'mine'>(given, 'conflicts', ['file', 'mine'], 'mine')
}

function scoreOf(given: Given): number {
  const score = Number(given.text('min-score') ?? 0)
  if (!(score >= 0 && score <= 100)) throw new CommandFailure('--min-score takes a number from 0 to 100.')
  return score
}
