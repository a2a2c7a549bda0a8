import type { ProposedChange } from '@gatehouse/contracts/endpoints/access-engine'
import { accessDiff } from '@gatehouse/services/access-engine/access-diff'
import { getAccessMatrix } from '@gatehouse/services/access-engine/get-matrix'
import { createTestInstallation, type TestInstallation } from '@gatehouse/services/testing'
import { progress, report } from '../report.ts'
import { type BigStage, fillStage } from './big-stage.ts'

const rounds = 5

/**
 * `matrix.ms`: 500 applications by 500 operations, from the call of the use case to its answer: rows from the database, judging, encoding.
 * `matrix.first_ms`: the same with the snapshot still to be built. `matrix.blocked_ms`: longest time that the event loop was held.
 */
export async function measureMatrix(): Promise<void> {
  await onBigStage({ apis: 50, operationsEach: 10, applications: 500, subscriptionsEach: 2 }, async (app, stage) => {
    const ctx = app.ctx()
    const ask = () => getAccessMatrix({ ctx, input: { stage: stage.slug, applications: 500, operations: 500 } })
    const first = await timed(ask)
    const loop = watchLoop()
    const times: number[] = []
    for (let round = 0; round < rounds; round += 1) times.push((await timed(ask)).ms)
    const blocked = loop.end()
    const { applications, operations, counts } = first.answer
    const cells = applications.length * operations.length
    if (cells !== 250_000 || counts.allow === 0) throw new Error(`the matrix has ${cells} cells, ${counts.allow} allow`)
    report('matrix.ms', median(times), 'ms', cells, { worst: Math.max(...times), allow: counts.allow })
    report('matrix.first_ms', first.ms, 'ms', cells)
    report('matrix.blocked_ms', blocked, 'ms', rounds)
  })
}

/** `access_diff.ms`: a guardrail over 500 APIs of four operations each and 500 applications, by kind of guardrail the slowest. */
export async function measureAccessDiff(): Promise<void> {
  await onBigStage({ apis: 500, operationsEach: 4, applications: 500, subscriptionsEach: 5 }, async (app, stage) => {
    const ctx = app.ctx()
    const guardrail = (policy: string, options: object): ProposedChange =>
      ({
        kind: 'guardrail',
        guardrail: { policy, options, scope: { stage: stage.slug }, enabled: true },
      }) as ProposedChange
    const denyDelete = { name: 'no-delete', effect: 'deny', when: [{ of: 'method', anyOf: ['DELETE'] }], unless: [] }
    const changes = {
      rules: guardrail('access-rules', { rules: [denyDelete], otherwise: 'allow', examples: [] }),
      addresses: guardrail('ip-rules', { allow: ['10.0.0.0/8', '192.168.0.0/16'] }),
      tokens: guardrail('requirements', { credentials: ['token'] }),
    }
    const first = await timed(() => accessDiff(ctx, changes.rules))
    const worst: Record<string, number> = {}
    const loop = watchLoop()
    for (const [name, change] of Object.entries(changes)) {
      const times: number[] = []
      for (let round = 0; round < 3; round += 1) {
        const { ms, answer } = await timed(() => accessDiff(ctx, change))
        if (answer.counts.losses === 0) throw new Error(`${name}: nobody loses anything`)
        times.push(ms)
      }
      worst[name] = Math.round(median(times))
    }
    const blocked = loop.end()
    report('access_diff.ms', Math.max(...Object.values(worst)), 'ms', stage.apis, worst)
    report('access_diff.first_ms', first.ms, 'ms', stage.apis, { losses: first.answer.counts.losses })
    report('access_diff.blocked_ms', blocked, 'ms', 1)
  })
}

async function onBigStage(
  size: Parameters<typeof fillStage>[1],
  measure: (app: TestInstallation, stage: BigStage) => Promise<void>,
): Promise<void> {
  const app = await createTestInstallation()
  try {
    progress(`filling a stage: ${JSON.stringify(size)}`)
    await measure(app, await fillStage(app, size))
  } finally {
    await app.drop()
  }
}

async function timed<T>(run: () => Promise<T>): Promise<{ ms: number; answer: T }> {
  const began = performance.now()
  const answer = await run()
  return { ms: performance.now() - began, answer }
}

const median = (times: readonly number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0

/** The longest time between two turns of a timer of five milliseconds. */
function watchLoop(): { end: () => number } {
  let last = performance.now()
  let longest = 0
  const timer = setInterval(() => {
    const now = performance.now()
    longest = Math.max(longest, now - last - 5)
    last = now
  }, 5)
  return {
    end: () => {
      clearInterval(timer)
      return longest
    },
  }
}
