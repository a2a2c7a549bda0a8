import { readFile } from 'node:fs/promises'
import { lintRuleset, lintSeverities } from '@gatehouse/contracts/lint'
import { settle } from '@gatehouse/importers/lint/lint'
import { runLint } from '@gatehouse/importers/lint/run-lint'
import { type Command, CommandFailure, oneOf, positionals } from '../command.ts'
import { readDescription } from '../read-source.ts'

export const lint: Command = {
  summary: 'Judge a contract by the lint rules',
  help: `gatehouse lint FILE|DIR [options]

Judges a contract by the rules of the console (docs/reference/lint-rules.md). Needs no installation.

  --root FILE        the file of a folder or zip to begin with
  --ruleset FILE     JSON with severities of ready rules and own rules, as the console exports it
  --format FORMAT    text (default) or json
  --json             the same as --format json
  --fail-on WORD     exit with 1 at findings of this severity or worse: error (default), warn, info, never
  --min-score N      exit with 1 below this score
`,
  options: {
    root: { type: 'string' },
    ruleset: { type: 'string' },
    format: { type: 'string' },
    json: { type: 'boolean' },
    'fail-on': { type: 'string' },
    'min-score': { type: 'string' },
  },
  async run(given, { out }) {
    const [path = ''] = positionals(given, 1, 1, 'lint takes one file or folder.')
    const format = given.flag('json') ? 'json' : oneOf(given, 'format', ['text', 'json'], 'text')
    const failOn = oneOf(given, 'fail-on', [...lintSeverities, 'never'], 'error')
    const least = Number(given.text('min-score') ?? 0)
    if (!Number.isFinite(least)) throw new CommandFailure('--min-score takes a number from 0 to 100.')
    const ruleset = await readRuleset(given.text('ruleset'))
    const { description, text } = await readDescription(path, given.text('root'))
    const source = text === undefined ? {} : { source: text }
    const result = settle(
      await runLint({ description: JSON.stringify(description), ruleset, ...source }),
      [],
      Date.now(),
    )
    if (format === 'json') out(`${JSON.stringify(result, null, 2)}\n`)
    else {
      for (const { severity, line, message, place } of result.findings)
        out(`${path}${line === undefined ? '' : `:${line}`}  ${severity}  ${message}  ${place}\n`)
      out(`Score ${result.score} of 100: ${result.error} errors, ${result.warn} warnings, ${result.info} hints.\n`)
    }
    const worst = lintSeverities.slice(0, failOn === 'never' ? 0 : lintSeverities.indexOf(failOn) + 1)
    return worst.some((severity) => result[severity] > 0) || result.score < least ? 1 : 0
  },
}

async function readRuleset(path: string | undefined) {
  if (path === undefined) return lintRuleset.parse({})
  const text = await readFile(path, 'utf8').catch(() => {
    throw new CommandFailure(`There is no file ${path}.`)
  })
  try {
    return lintRuleset.parse(JSON.parse(text))
  } catch (error) {
    throw new CommandFailure(`${path} is no ruleset: ${error instanceof Error ? error.message : String(error)}`)
  }
}
