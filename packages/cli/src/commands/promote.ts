import type { Call } from '@gatehouse/contracts/client'
import { getOrganization } from '@gatehouse/contracts/endpoints/organization'
import type { PromotionView } from '@gatehouse/contracts/endpoints/promotion-views'
import {
  createPromotion,
  getPromotion,
  getPromotionReport,
  runPromotion,
} from '@gatehouse/contracts/endpoints/promotions'
import { type Command, CommandFailure, type Given, oneOf, positionals } from '../command.ts'
import { type Forge, findForge, forgeHelp, forgeOptions, runOf, tellForge } from '../forge/forge.ts'
import { connect, versionOf } from '../installation.ts'
import { declareOptions, versionOptions } from '../options.ts'
import { waitForPromotion } from '../pipeline.ts'
import { promotionChecks } from '../report/promotion-checks.ts'
import { exitCodeOf, type Report } from '../report/report.ts'
import { reportHelp, reportOptions, writeReports } from '../report/write-reports.ts'
import { secondsOf } from '../seconds.ts'

/** It is well so far, but a person must act. */
export const waitsForPerson = 3

const declared = declareOptions([
  ...versionOptions,
  { name: 'stage', value: 'SLUG', text: ['the stage that it shall come to'] },
  { name: 'revision', value: 'N', text: ['refuse when the stage before runs another one'] },
  {
    name: 'mode',
    value: 'WORD',
    text: ['prepare (default): a person or "promote ID" lets it run; run: as soon as it may'],
  },
  { name: 'note', value: 'TEXT', text: ['kept with the promotion'] },
  { name: 'wait', text: ['until it is through, also through approvals and a canary'] },
  {
    name: 'timeout',
    value: 'SECONDS',
    text: ['how long at most (default 600; without --wait 120, for the checks)'],
  },
])

export const promote: Command = {
  summary: 'Take what runs on a stage to the next, or run a prepared promotion',
  help: `gatehouse promote --api SLUG --stage SLUG [options]   what the stage before runs
gatehouse promote ID [options]                         runs a prepared promotion: just the revision that was judged

Exit code 3: it waits for a person, who approves it or lets it run.

${declared.lines}
${reportHelp}
${forgeHelp}
`,
  options: { ...declared.options, ...reportOptions, ...forgeOptions },
  async run(given, output) {
    const [id] = positionals(given, 0, 1, 'promote takes one promotion, or --api and --stage.')
    const wait = given.flag('wait')
    const seconds = secondsOf(given, 'timeout', wait ? 600 : 120)
    if ((id === undefined) === (given.text('api') === undefined && given.text('stage') === undefined))
      throw new CommandFailure('promote takes one promotion, or --api and --stage. See --help.')
    const forge = await findForge(given)
    const call = await connect()
    const begun = id === undefined ? await create(call, given, forge) : await runIt(call, id)
    const view = await waitForPromotion(call, begun.id, wait ? 'ended' : 'settled', seconds)
    const report = await promotionReportOf(call, view)
    await writeReports(report, given, output)
    await tellForge(forge, report, `${view.api.slug} ${view.version.name}`, given, output)
    return exitCodeOf(report) || (needsPerson(view) ? waitsForPerson : 0)
  },
}

async function create(call: Call, given: Given, forge: Forge | undefined): Promise<PromotionView> {
  const stage = given.text('stage')
  if (stage === undefined) throw new CommandFailure('--stage is missing: where it shall come to.')
  const [note, revision] = [given.text('note'), given.text('revision')]
  if (revision !== undefined && !/^r?\d+$/.test(revision)) throw new CommandFailure('--revision takes a number.')
  return call(createPromotion, {
    ...versionOf(given),
    stage,
    mode: oneOf(given, 'mode', ['run', 'prepare'], 'prepare'),
    ...(note === undefined ? {} : { note }),
    ...(revision === undefined ? {} : { revision: Number(revision.replace('r', '')) }),
    ...runOf(forge),
  })
}

/** Bound to what is there now: anything else that moves in between is refused. */
async function runIt(call: Call, promotion: string): Promise<PromotionView> {
  const { boundHash } = await call(getPromotion, { promotion })
  return call(runPromotion, { promotion, boundHash })
}

/** Prepared and sound is what was asked for; only what was to run waits. */
function needsPerson({ mode, state }: PromotionView): boolean {
  return mode === 'run' && (state === 'waiting' || state === 'ready')
}

export async function promotionReportOf(call: Call, view: PromotionView): Promise<Report> {
  const { markdown } = await call(getPromotionReport, { promotion: view.id })
  return {
    title: `${view.api.name} ${view.version.name}`,
    outcome: promotionOutcome(view),
    checks: promotionChecks(view),
    sections: [markdown.trimEnd()],
    link: await promotionLink(call, view.id),
  }
}

export async function promotionLink(call: Call, id: string): Promise<string | undefined> {
  // A key that may not read the organization goes without a link.
  const organization = await call(getOrganization, {}).catch(() => undefined)
  return organization && `${organization.consoleUrl.replace(/\/+$/, '')}/promotions/${id}`
}

export function promotionOutcome({ state, revision, stage, id, stateReason, mode }: PromotionView): string {
  const what = `r${revision.number}`
  switch (state) {
    case 'done':
    case 'watching':
      return `${what} runs on ${stage.name}.`
    case 'running':
      return `${what} runs on ${stage.name} as a canary.`
    case 'waiting':
      return `${what} waits for approval before ${stage.name} (${id}).`
    case 'ready':
      return mode === 'prepare'
        ? `${what} is prepared for ${stage.name}: gatehouse promote ${id}`
        : `${what} is ready for ${stage.name} (${id}).`
    case 'checking':
      return `The checks of ${stage.name} take longer than was waited (${id}).`
    case 'blocked':
      return `${stage.name} does not take ${what} (${id}).`
    default:
      return `The promotion to ${stage.name} is ${state}${stateReason === null ? '' : `: ${stateReason}`} (${id}).`
  }
}
