import type { Call } from '@gatehouse/contracts/client'
import { ProblemError } from '@gatehouse/contracts/client'
import type { ConfigurationDocument } from '@gatehouse/contracts/configuration'
import { planConfiguration } from '@gatehouse/contracts/endpoints/configuration'
import { type Command, CommandFailure, positionals } from '../command.ts'
import { changeText } from '../configuration/change-text.ts'
import { type Places, placeOf, readFiles } from '../configuration/read-files.ts'
import { connect } from '../installation.ts'

export const plan: Command = {
  summary: 'Say what configuration files would change',
  help: `gatehouse plan DIR [options]

Compares the files with the installation and changes nothing. What the files do not mention stays.

  --prune                say what "apply" with the same option would remove
  --exit-code            exit with 1 when something would change
  --json                 the whole answer as JSON, with the hash that "apply" takes
`,
  options: { prune: { type: 'boolean' }, 'exit-code': { type: 'boolean' }, json: { type: 'boolean' } },
  async run(given, { out, err }) {
    const [folder = ''] = positionals(given, 1, 1, 'plan takes one folder.')
    const { document, places } = await readFiles(folder)
    const answer = await readPlan(await connect(), { document, prune: given.flag('prune') }, places)
    if (given.flag('json')) out(`${JSON.stringify(answer, null, 2)}\n`)
    else {
      for (const change of answer.changes) out(changeText(change))
      const { create, change, delete: gone, blocked } = answer.counts
      if (answer.changes.length === 0) out('No difference.\n')
      else
        out(
          `${create} made, ${change} changed, ${gone} removed${blocked > 0 ? `, ${blocked} that must stay` : ''}. Plan ${answer.hash}\n`,
        )
      for (const note of answer.notes) err(`note: ${note}\n`)
    }
    const { counts } = answer
    return given.flag('exit-code') && counts.create + counts.change + counts.delete > 0 ? 1 : 0
  },
}

type Asked = { document: ConfigurationDocument; prune: boolean }

export function readPlan(call: Call, asked: Asked, places: Places) {
  return call(planConfiguration, asked).catch((error: unknown) => {
    throw inFiles(error, places)
  })
}

/** A refusal names files instead of places of the document. */
export function inFiles(error: unknown, places: Places): unknown {
  if (!(error instanceof ProblemError) || !error.problem.errors?.some(({ pointer }) => pointer.startsWith('/document')))
    return error
  const lines = error.problem.errors.map(
    ({ pointer, expected }) => `  ${placeOf(places, pointer.replace(/^\/document/, ''))}: expected ${expected}`,
  )
  return new CommandFailure(`The files cannot be applied:\n${lines.join('\n')}`)
}
