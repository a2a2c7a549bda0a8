import type { Call } from '@gatehouse/contracts/client'
import { ProblemError } from '@gatehouse/contracts/client'
import { getVersionPage, type VersionPage } from '@gatehouse/contracts/endpoints/apis'
import type { DeploymentView } from '@gatehouse/contracts/endpoints/deployment-views'
import { deploy, getDeployment, previewDeploy } from '@gatehouse/contracts/endpoints/deployments'
import type { PromotionView } from '@gatehouse/contracts/endpoints/promotion-views'
import { getPromotion } from '@gatehouse/contracts/endpoints/promotions'
import type { CiRun } from '@gatehouse/contracts/revision-origin'
import { CommandFailure } from './command.ts'
import { refusedChecks } from './report/promotion-checks.ts'
import type { Check } from './report/report.ts'
import { askUntil } from './wait.ts'

export type Version = { api: string; version: string }
type StageCard = VersionPage['pipeline'][number]

/** The stages of a version in their order, with what runs there. */
export async function readStages(call: Call, version: Version): Promise<{ page: VersionPage; stages: StageCard[] }> {
  const page = await call(getVersionPage, version)
  return { page, stages: page.pipeline }
}

export function stageNamed(stages: readonly StageCard[], name: string): StageCard {
  const found = stages.find(({ stage }) => stage.slug === name || stage.id === name || stage.name === name)
  if (!found)
    throw new CommandFailure(
      `There is no stage "${name}". There are ${stages.map(({ stage }) => stage.slug).join(', ')}.`,
    )
  return found
}

/** Deploys the working copy; the checks are those of the stage's gate, of the deploy itself, and of the gateways. */
export async function deployTo(
  call: Call,
  version: Version,
  { stage }: StageCard,
  more: { note?: string | undefined; ci?: CiRun; seconds: number },
): Promise<{ checks: Check[]; deployment?: DeploymentView }> {
  const group = stage.name
  const preview = await call(previewDeploy, { ...version, act: 'deploy', stage: stage.slug })
  const gate = preview.checks.map(
    ({ check, required, passed, sentence, sentences }): Check => ({
      group,
      name: check,
      state: passed ? 'passed' : required ? 'failed' : 'warned',
      verdict: sentence,
      details: sentences,
    }),
  )
  const { note, ci, seconds } = more
  try {
    const { deployment, sentence } = await call(deploy, {
      ...version,
      stage: stage.slug,
      ...(note === undefined ? {} : { note }),
      ...(ci === undefined ? {} : { ci }),
    })
    const deployed: Check = { group, name: 'Deploy', state: 'passed', verdict: sentence, details: [] }
    const running = await waitForGateways(call, deployment, seconds)
    return { checks: [...gate, deployed, gatewayCheck(running)], deployment: running }
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.status >= 500 || error.problem.status === 401) throw error
    const named = gate.some(({ state }) => state === 'failed')
    return {
      checks: [
        ...gate,
        ...(named && error.problem.code === 'gate_failed' ? [] : refusedChecks(group, 'Deploy', error.problem)),
      ],
    }
  }
}

/** Until each gateway runs it or one refuses it. */
export function waitForGateways(call: Call, deployment: DeploymentView, seconds: number): Promise<DeploymentView> {
  return askUntil(
    () => call(getDeployment, { deployment: deployment.id }),
    ({ receipts }) => receipts === null || receipts.refused > 0 || receipts.confirmed === receipts.total,
    { seconds },
  )
}

/** A gateway that is away does not hold up the pipeline; one that refuses does. */
export function gatewayCheck({ stage, receipts }: DeploymentView): Check {
  const state =
    (receipts?.refused ?? 0) > 0 ? 'failed' : receipts && receipts.confirmed < receipts.total ? 'warned' : 'passed'
  const details = (receipts?.gateways ?? [])
    .filter((line) => line.state !== 'confirmed')
    .map((line) => `${line.name}: ${line.state}${line.connected ? '' : ', not connected'}`)
  const verdict =
    receipts === null
      ? 'another deployment took its place'
      : receipts.total === 0
        ? 'no gateway waits for it'
        : receipts.text
  return { group: stage.name, name: 'Gateways', state, verdict, details }
}

/** States in which nothing more happens by itself, or a person must act. */
const settled: readonly PromotionView['state'][] = [
  'blocked',
  'waiting',
  'ready',
  'done',
  'watching',
  'stale',
  'cancelled',
  'rolled-back',
]
const ended: readonly PromotionView['state'][] = ['blocked', 'done', 'watching', 'stale', 'cancelled', 'rolled-back']

/** `settled`: until its checks have ended; `ended`: until it is through, also through a canary and approvals. */
export function waitForPromotion(
  call: Call,
  id: string,
  until: 'settled' | 'ended',
  seconds: number,
): Promise<PromotionView> {
  const wanted = until === 'settled' ? settled : ended
  return askUntil(
    () => call(getPromotion, { promotion: id }),
    ({ state, mode }) => wanted.includes(state) && !(until === 'settled' && mode === 'run' && state === 'ready'),
    { seconds },
  )
}
