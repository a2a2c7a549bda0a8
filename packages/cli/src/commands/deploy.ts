import { type Command, CommandFailure, positionals } from '../command.ts'
import { findForge, forgeHelp, forgeOptions, runOf, tellForge } from '../forge/forge.ts'
import { connect, versionOf } from '../installation.ts'
import { declareOptions, versionOptions, waitOption } from '../options.ts'
import { deployTo, readStages, stageNamed } from '../pipeline.ts'
import { exitCodeOf, type Report } from '../report/report.ts'
import { reportHelp, reportOptions, writeReports } from '../report/write-reports.ts'
import { secondsOf } from '../seconds.ts'

const declared = declareOptions([
  ...versionOptions,
  { name: 'stage', value: 'SLUG', text: ['the stage (default: the first)'] },
  { name: 'note', value: 'TEXT', text: ['kept with the deployment'] },
  waitOption,
])

export const deploy: Command = {
  summary: 'Deploy the working copy to a stage',
  help: `gatehouse deploy --api SLUG [options]

Puts the working copy on a stage that accepts deploys, through its gate, and waits for its gateways.

${declared.lines}
${reportHelp}
${forgeHelp}
`,
  options: { ...declared.options, ...reportOptions, ...forgeOptions },
  async run(given, output) {
    positionals(given, 0, 0, 'deploy takes no arguments.')
    const seconds = secondsOf(given, 'wait', 60)
    const version = versionOf(given)
    const forge = await findForge(given)
    const call = await connect()
    const { page, stages } = await readStages(call, version)
    const stage = given.text('stage') === undefined ? stages[0] : stageNamed(stages, given.text('stage') ?? '')
    if (!stage) throw new CommandFailure('The installation has no stage.')
    const { checks, deployment } = await deployTo(call, version, stage, {
      note: given.text('note'),
      seconds,
      ...runOf(forge),
    })
    const report: Report = {
      title: `${page.api.name} ${version.version}`,
      outcome: deployment
        ? `r${deployment.revision.number} is on ${stage.stage.name}.`
        : `Nothing was deployed to ${stage.stage.name}.`,
      checks,
      sections: [],
      link: undefined,
    }
    await writeReports(report, given, output)
    await tellForge(forge, report, `${version.api} ${version.version}`, given, output)
    return exitCodeOf(report)
  },
}
