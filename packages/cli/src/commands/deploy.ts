import { type Command, CommandFailure, positionals } from '../command.ts'
import { findForge, forgeHelp, forgeOptions, runOf, tellForge } from '../forge/forge.ts'
import { connect, versionOf } from '../installation.ts'
import { deployTo, readStages, stageNamed } from '../pipeline.ts'
import { exitCodeOf, type Report } from '../report/report.ts'
import { reportHelp, reportOptions, writeReports } from '../report/write-reports.ts'
import { secondsOf } from '../seconds.ts'

export const deploy: Command = {
  summary: 'Deploy the working copy to a stage',
  help: `gatehouse deploy --api SLUG [options]

Puts the working copy on a stage that accepts deploys, through its gate, and waits for its gateways.

  --api SLUG           the API
  --version NAME       its version (default v1)
  --stage SLUG         the stage (default: the first)
  --note TEXT          kept with the deployment
  --wait SECONDS       how long to wait for the gateways (default 60)
${reportHelp}
${forgeHelp}
`,
  options: {
    api: { type: 'string' },
    version: { type: 'string' },
    stage: { type: 'string' },
    note: { type: 'string' },
    wait: { type: 'string' },
    ...reportOptions,
    ...forgeOptions,
  },
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
