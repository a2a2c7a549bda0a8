import type { StoredShape } from '@gatehouse/analytics/store/feature-use'
import { usageStoreOf } from '@gatehouse/analytics/store/postgres-usage-store'
import { recordingRule } from '@gatehouse/contracts/stage-rules'
import { type StageValues, stageValues } from '@gatehouse/contracts/stage-values'
import type { Db } from '../apis/find-version.ts'
import { contentOnStage } from '../deployments/stage-state.ts'
import { withOwners } from '../deprecation/recipients.ts'
import type { PromotionCheckKind } from '../promotions/check.ts'
import type { ReplayOutcome } from './replay/replay-shapes.ts'
import { runReplay } from './replay/run-replay.ts'

const mostShapes = 10_000
const mostSentences = 20

/** Recorded, redacted calls of the target stage against the contract that would run there. */
export const trafficReplayCheck: PromotionCheckKind<'traffic-replay'> = {
  name: 'traffic-replay',
  label: 'Traffic replay',
  needsSource: false,
  // Thousands of calls are judged twice: nothing that a page waits for.
  slow: true,
  run: async (ctx, { version, stage, running, content, values }, { days, maxRefusedShare }, onProgress, signal) => {
    if (running === null) return { passed: true, verdict: `Nothing ran on ${stage.name} before: nothing to replay.` }
    const period = { stageId: stage.id, now: ctx.now(), days }
    const shapes = await usageStoreOf(ctx.db.pool).shapes(period, version.id, mostShapes)
    if (shapes.length === 0) {
      const { shapes: share } = recordingRule.parse(stage.recording)
      const sentence =
        share === 0
          ? `${stage.name} keeps no shapes of calls: set a share under its rules.`
          : `${stage.name} has kept no shape of a call of this version in ${days} days.`
      return { passed: true, verdict: 'No recorded calls to replay.', evidence: { sentences: [sentence] } }
    }
    onProgress(0, shapes.length)
    const db = ctx.db.prisma
    const job = {
      running: contentOnStage(running.content, await runningValues(db, running.deploymentId)),
      candidate: contentOnStage(content, values?.values ?? { backends: {} }),
      shapes: shapes.map(({ operationId, shape }) => ({ operationId, shape })),
    }
    const outcomes = await runReplay(job, signal)
    onProgress(shapes.length, shapes.length)
    const replayed = outcomes.filter(({ kind }) => kind === 'taken' || kind === 'refused').length
    const refused = outcomes.filter(({ kind }) => kind === 'refused').length
    const left = shapes.length - replayed
    const sentences = await refusedSentences(db, shapes, outcomes)
    if (left > 0) {
      sentences.push(
        `${left} of ${shapes.length} recorded calls could not be made anew from what is known of them, and are not counted.`,
      )
    }
    return {
      passed: replayed === 0 || refused / replayed <= maxRefusedShare,
      verdict:
        replayed === 0
          ? 'None of the recorded calls could be made anew.'
          : refused === 0
            ? `All ${replayed} replayed calls would be taken.`
            : `${refused} of ${replayed} replayed calls would be refused.`,
      evidence: {
        sentences,
        requestIds: shapes
          .filter((_, index) => outcomes[index]?.kind === 'refused')
          .map(({ requestId }) => requestId)
          .slice(0, 20),
      },
    }
  },
}

async function runningValues(db: Db, deploymentId: string): Promise<StageValues> {
  const row = await db.deployment.findUnique({
    where: { id: deploymentId },
    select: { stageValues: { select: { values: true } } },
  })
  return row ? stageValues.parse(row.stageValues.values) : { backends: {} }
}

type Group = { operationId: string; reason: string; calls: number; applications: Set<string> }

/** One sentence per operation and reason, most calls first. */
async function refusedSentences(
  db: Db,
  shapes: readonly StoredShape[],
  outcomes: readonly ReplayOutcome[],
): Promise<string[]> {
  const groups = new Map<string, Group>()
  for (const [index, { operationId, applicationId }] of shapes.entries()) {
    const outcome = outcomes[index]
    if (outcome?.kind !== 'refused') continue
    const reason = reasonOf(outcome.verdict)
    const key = `${operationId} ${reason}`
    const group = groups.get(key) ?? { operationId, reason, calls: 0, applications: new Set() }
    groups.set(key, group)
    group.calls += 1
    if (applicationId !== null) group.applications.add(applicationId)
  }
  const shown = [...groups.values()].sort((a, b) => b.calls - a.calls).slice(0, mostSentences)
  const operations = await db.operation.findMany({
    where: { id: { in: shown.map(({ operationId }) => operationId) } },
    select: { id: true, method: true, path: true },
  })
  const names = new Map(
    (await withOwners(db, [...new Set(shown.flatMap(({ applications }) => [...applications].slice(0, 3)))])).map(
      ({ id, name }) => [id, name],
    ),
  )
  return shown.map(({ operationId, reason, calls, applications }) => {
    const operation = operations.find(({ id }) => id === operationId)
    const known = [...applications].flatMap((id) => names.get(id) ?? [])
    const more = applications.size - known.length
    const who = [...known, ...(more > 0 ? [`${more} more`] : [])].join(', ')
    const key = operation ? `${operation.method} ${operation.path}` : operationId
    return `\`${key}\`: ${calls} recorded ${calls === 1 ? 'call' : 'calls'} would be refused (${reason})${who === '' ? '' : `; ${who}`}`
  })
}

function reasonOf({ code, finding }: Extract<ReplayOutcome, { kind: 'refused' }>['verdict']): string {
  if (finding === null) return code
  const place =
    finding.in === 'body'
      ? `body ${finding.pointer.replace(/\/\d+(?=\/|$)/g, '/*')}`
      : `${finding.in} ${finding.pointer.slice(1)}`
  return `${place.trim()}: ${finding.rule}, ${finding.expected}`
}
