import { rollback as endpoint } from '@gatehouse/contracts/endpoints/deployments'
import { type Command, CommandFailure, positionals } from '../command.ts'
import { connect, versionOf } from '../installation.ts'
import { declareOptions, jsonOption, versionOptions, waitOption } from '../options.ts'
import { gatewayCheck, readStages, stageNamed, waitForGateways } from '../pipeline.ts'
import { secondsOf } from '../seconds.ts'

const declared = declareOptions([
  ...versionOptions,
  { name: 'stage', value: 'SLUG', text: ['the stage'] },
  { name: 'revision', value: 'N', text: ['one that ran there lately (default: what ran before)'] },
  { name: 'note', value: 'TEXT', text: ['why'] },
  waitOption,
  jsonOption('the deployment as JSON'),
])

export const rollback: Command = {
  summary: 'Run an earlier revision on a stage again',
  help: `gatehouse rollback --api SLUG --stage SLUG [options]

Contract, policies and mapping go back with their stage values; keys, subscriptions, plans and secrets stay.

${declared.lines}
`,
  options: declared.options,
  async run(given, { out }) {
    positionals(given, 0, 0, 'rollback takes no arguments.')
    const [name, note, revision] = [given.text('stage'), given.text('note'), given.text('revision')]
    if (name === undefined) throw new CommandFailure('--stage is missing: where an earlier revision shall run.')
    const seconds = secondsOf(given, 'wait', 60)
    const version = versionOf(given)
    const call = await connect()
    const stage = stageNamed((await readStages(call, version)).stages, name)
    const { targets } = stage.rollback
    const target =
      revision === undefined ? undefined : targets.find((one) => `r${one.revision}` === `r${revision.replace('r', '')}`)
    if (revision !== undefined && !target)
      throw new CommandFailure(
        `r${revision.replace('r', '')} is not among what ran on ${stage.stage.name} lately: ${targets.map((one) => `r${one.revision}`).join(', ') || 'nothing'}.`,
      )
    const { deployment, sentence } = await call(endpoint, {
      ...version,
      stage: stage.stage.slug,
      ...(target ? { deployment: target.deploymentId } : {}),
      ...(note === undefined ? {} : { note }),
    })
    const running = await waitForGateways(call, deployment, seconds)
    const gateways = gatewayCheck(running)
    if (given.flag('json')) out(`${JSON.stringify(running, null, 2)}\n`)
    else out(`${sentence} ${running.receipts?.text ?? ''}\n${gateways.details.map((line) => `  ${line}\n`).join('')}`)
    return gateways.state === 'failed' ? 1 : 0
  },
}
