import { parseArgs } from 'node:util'
import { ProblemError } from '@gatehouse/contracts/client'
import { importQuestions } from '@gatehouse/contracts/import-source'
import type { Problem } from '@gatehouse/contracts/problems'
import { type Command, CommandFailure, type Given, type Output } from './command.ts'
import { apply } from './commands/apply.ts'
import { audit } from './commands/audit.ts'
import { completionCommand } from './commands/completion.ts'
import { deploy } from './commands/deploy.ts'
import { diff } from './commands/diff.ts'
import { exportCommand } from './commands/export.ts'
import { importCommand } from './commands/import.ts'
import { lint } from './commands/lint.ts'
import { login } from './commands/login.ts'
import { plan } from './commands/plan.ts'
import { promote } from './commands/promote.ts'
import { rollback } from './commands/rollback.ts'
import { ship } from './commands/ship.ts'
import { status } from './commands/status.ts'
import { tail } from './commands/tail.ts'
import { takeOff } from './commands/take-off.ts'
import { verifyDocumentCommand } from './commands/verify-document.ts'

/** By the word that calls them. */
export const commands: Readonly<Record<string, Command>> = {
  login,
  status,
  import: importCommand,
  diff,
  lint,
  deploy,
  promote,
  rollback,
  'take-off': takeOff,
  ship,
  export: exportCommand,
  plan,
  apply,
  tail,
  audit,
  'verify-document': verifyDocumentCommand,
  completion: completionCommand(() => commands),
}

const overview = `gatehouse COMMAND [options]

${Object.entries(commands)
  .map(([name, { summary }]) => `  ${name.padEnd(17)}${summary}`)
  .join('\n')}

gatehouse COMMAND --help says more. What talks to an installation reads
  GATEHOUSE_URL   the address of its control plane
  GATEHOUSE_KEY   a management key
or what "gatehouse login" kept.

Exit codes: 0 fine, 1 what was asked for does not hold, 2 it could not be done, 3 it waits for a person.
`

/** Runs a command line without the program's name; answers the exit code and never throws for what people or servers do. */
export async function runCommand(args: readonly string[], output: Output): Promise<number> {
  const [name, ...rest] = args
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    output.out(overview)
    return name === undefined ? 2 : 0
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command === undefined) {
    output.err(`There is no command "${name}".\n\n${overview}`)
    return 2
  }
  try {
    const given = parse(command, rest)
    if (given.flag('help')) {
      output.out(command.help)
      return 0
    }
    return await command.run(given, output)
  } catch (error) {
    output.err(`${failureText(error)}\n`)
    return 2
  }
}

function parse(command: Command, args: string[]): Given {
  const options = { ...command.options, help: { type: 'boolean' as const, short: 'h' } }
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
  const found: Readonly<Record<string, unknown>> = values
  const all = (name: string): readonly unknown[] => [found[name]].flat()
  const texts = (name: string) => all(name).filter((value) => typeof value === 'string')
  return { positionals, texts, text: (name) => texts(name).at(-1), flag: (name) => all(name).includes(true) }
}

function failureText(error: unknown): string {
  if (error instanceof ProblemError) return problemText(error.problem)
  if (error instanceof CommandFailure) return error.message
  if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))
    return `${error.message} See --help.`
  if (error instanceof TypeError && error.message === 'fetch failed')
    return 'The installation cannot be reached at GATEHOUSE_URL.'
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

/** A refusal with each place, and the option that answers it. */
function problemText({ title, detail, errors = [], requestId }: Problem): string {
  const lines = errors.map(({ rule, expected, line }) => {
    if (rule === importQuestions.host) return `  It refers to ${expected}: allow it with --allow-host ${expected}`
    if (rule === importQuestions.rootFile) return `  It may begin with ${expected}: choose with --root ${expected}`
    return `  ${line === undefined ? '' : `line ${line}: `}${expected}`
  })
  const head =
    errors.length > 0 && errors.some(({ expected }) => detail?.includes(expected))
      ? title
      : [title, detail].filter(Boolean).join(': ')
  return [head, ...new Set(lines), ...(requestId ? [`(${requestId})`] : [])].join('\n')
}
