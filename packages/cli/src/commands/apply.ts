import type { Call } from '@gatehouse/contracts/client'
import type { EndpointInput, EndpointOutput } from '@gatehouse/contracts/endpoint'
import { applyConfiguration } from '@gatehouse/contracts/endpoints/configuration'
import { type Command, CommandFailure, type Output, positionals } from '../command.ts'
import { changeText } from '../configuration/change-text.ts'
import { type Places, readFiles } from '../configuration/read-files.ts'
import { connect } from '../installation.ts'
import { inFiles } from './plan.ts'

type Answer = EndpointOutput<typeof applyConfiguration>

export const apply: Command = {
  summary: 'Make the installation what configuration files say',
  help: `gatehouse apply DIR [options]

Each change is the same act as in the console, with its permission, checks and audit entry. Applying twice changes
nothing the second time. What the files do not mention stays. Nothing is deployed by it.

  --prune       remove what the files hold the kind of, but not itself; what has callers or a history stays
  --plan HASH   only if the plan is still the one with this hash ("gatehouse plan")
  --json        the whole answer as JSON
`,
  options: { prune: { type: 'boolean' }, plan: { type: 'string' }, json: { type: 'boolean' } },
  async run(given, output) {
    const [folder = ''] = positionals(given, 1, 1, 'apply takes one folder.')
    const hash = given.text('plan')
    if (hash !== undefined && !/^[0-9a-f]{64}$/.test(hash))
      throw new CommandFailure('--plan takes the hash that "gatehouse plan" prints.')
    const { document, places } = await readFiles(folder)
    const asked = { document, prune: given.flag('prune'), ...(hash === undefined ? {} : { hash }) }
    const json = given.flag('json')
    const answer = await applyAll(await connect(), asked, places, json ? undefined : output)
    if (json) output.out(`${JSON.stringify(answer, null, 2)}\n`)
    else {
      for (const change of answer.blocked) output.out(changeText(change))
      if (answer.failed) {
        output.out(changeText(answer.failed.change))
        const { title, detail } = answer.failed.problem
        output.err(`It was refused: ${[title, detail].filter(Boolean).join(': ')}\n`)
      }
      output.out(`${answer.done.length} changes made${answer.left > 0 ? `, ${answer.left} not` : ''}.\n`)
      for (const note of answer.notes) output.err(`note: ${note}\n`)
    }
    return answer.failed ? 1 : 0
  },
}

/** A large document takes several calls: each goes on where the one before ended. */
async function applyAll(
  call: Call,
  asked: EndpointInput<typeof applyConfiguration>,
  places: Places,
  output: Output | undefined,
): Promise<Answer> {
  let hash = asked.hash
  const done: Answer['done'] = []
  for (;;) {
    const answer = await call(applyConfiguration, { ...asked, ...(hash === undefined ? {} : { hash }) }).catch(
      (error: unknown) => {
        throw inFiles(error, places)
      },
    )
    done.push(...answer.done)
    for (const change of answer.done) output?.out(changeText(change))
    if (answer.hash === null || answer.done.length === 0) return { ...answer, done }
    hash = answer.hash
  }
}
