import { getDeployment, previewTakeOff, takeOffStage } from '@gatehouse/contracts/endpoints/deployments'
import { type Command, CommandFailure, positionals } from '../command.ts'
import { connect, versionOf } from '../installation.ts'
import { declareOptions, jsonOption, versionOptions } from '../options.ts'

const declared = declareOptions([
  ...versionOptions,
  { name: 'stage', value: 'SLUG', text: ['the stage'] },
  { name: 'note', value: 'TEXT', text: ['why'] },
  { name: 'yes', text: ['do it'] },
  jsonOption('what would end, or what was done, as JSON'),
])

export const takeOff: Command = {
  summary: 'Take a version off a stage',
  help: `gatehouse take-off --api SLUG --stage SLUG --yes [options]

Its gateways there answer 404 from then on. Keys, subscriptions, stage values and history stay; a rollback brings it back.
Without --yes it only says what would end, and exits with 1.

${declared.lines}
`,
  options: declared.options,
  async run(given, { out }) {
    positionals(given, 0, 0, 'take-off takes no arguments.')
    const [stage, reason] = [given.text('stage'), given.text('note')]
    if (stage === undefined) throw new CommandFailure('--stage is missing: where the version shall run no longer.')
    const version = versionOf(given)
    const call = await connect()
    const preview = await call(previewTakeOff, { ...version, stage })
    if (!preview.act.allowed || preview.revision === null)
      throw new CommandFailure(preview.act.why ?? 'It cannot be taken off now.')
    if (!given.flag('yes')) {
      if (given.flag('json')) out(`${JSON.stringify(preview, null, 2)}\n`)
      else
        out(
          [
            `r${preview.revision} runs on ${preview.stage.name}. Taken off:`,
            ...preview.ends.map((sentence) => `  ${sentence.replaceAll('`', '')}`),
            ...preview.applications.map(
              ({ name, team, calls }) => `  ${name} (${team.name}) called it ${calls} times in 30 days.`,
            ),
            'Nothing was changed: --yes does it.\n',
          ].join('\n'),
        )
      return 1
    }
    const done = await call(takeOffStage, {
      ...version,
      stage,
      revision: preview.revision,
      ...(reason === undefined ? {} : { reason }),
    })
    if (given.flag('json'))
      out(`${JSON.stringify(await call(getDeployment, { deployment: done.deployment }), null, 2)}\n`)
    else out(`${done.sentence}\n`)
    return 0
  },
}
