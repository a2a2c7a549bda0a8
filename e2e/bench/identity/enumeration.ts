import { requestPasswordReset } from '@gatehouse/services/account/request-password-reset'
import { judgeSignIn } from '@gatehouse/services/account/sign-in'
import { signUp } from '@gatehouse/services/account/sign-up'
import { createTestInstallation, type TestInstallation, testPassword } from '@gatehouse/services/testing'
import { progress, report } from '../report.ts'

const pairs = 1_000
/** Answers to a reset and to a sign-up come at quarters of a second, so some wait beside each other: no more than mails that one address gets. */
const besides = 6

type Ways = { known: (n: number) => Promise<unknown>; unknown: (n: number) => Promise<unknown>; besides: number }

/**
 * `enumeration.overlap`: share of sign-in, reset and sign-up for which the 95 % interval of the difference in time between a known and
 * an unknown address holds 0, over 2,000 tries each; `enumeration.…_difference_ms` says how large it is. The pairs are tried in turn,
 * so that a busy moment hits both.
 */
export async function measureEnumeration(): Promise<void> {
  const app = await createTestInstallation()
  try {
    const known = (await app.developer()).email
    const stranger = (n: number) => `nobody${n}@example.com`
    const visitor = app.ctx({ kind: 'visitor' }, { address: '192.0.2.1' })
    const signIn = (email: string) =>
      judgeSignIn(app.ctx(), 'developer', { email, password: 'wrong but long enough', address: '192.0.2.1' })
    const reset = (email: string) => requestPasswordReset({ ctx: visitor, input: { email } })
    const join = (email: string) => signUp({ ctx: visitor, input: { email, name: 'Somebody', password: testPassword } })
    const acts: Record<string, Ways> = {
      login: { known: () => signIn(known), unknown: (n) => signIn(stranger(n)), besides: 1 },
      reset: { known: () => reset(known), unknown: (n) => reset(stranger(n)), besides },
      sign_up: { known: () => join(known), unknown: (n) => join(`new${n}@example.com`), besides },
    }
    let overlapping = 0
    for (const [name, ways] of Object.entries(acts)) {
      const { mean, half } = await difference(app, ways)
      if (Math.abs(mean) <= half) overlapping += 1
      progress(`${name}: ${mean.toFixed(3)} ms ± ${half.toFixed(3)}`)
      report(`enumeration.${name}_difference_ms`, mean, 'ms', pairs * 2, { plusMinus: Math.round(half * 1000) / 1000 })
    }
    report('enumeration.overlap', overlapping / Object.keys(acts).length, 'share', pairs * 2)
  } finally {
    await app.drop()
  }
}

/** Mean of (known − unknown) in milliseconds and half of its 95 % interval; the twentieth of the pairs that a pause hit is left out. */
async function difference(app: TestInstallation, ways: Ways): Promise<{ mean: number; half: number }> {
  const timed = async (act: () => Promise<unknown>) => {
    const began = performance.now()
    await act()
    return performance.now() - began
  }
  const differences: number[] = []
  for (let at = 0; at < pairs; at += ways.besides) {
    // Tries are counted per address; what is measured is not the refusal.
    await app.db.pool.query('TRUNCATE attempt_window, attempt_backoff')
    const some = Array.from({ length: Math.min(ways.besides, pairs - at) }, async (_, n) => {
      const turns = [() => timed(() => ways.known(at + n)), () => timed(() => ways.unknown(at + n))] as const
      const swapped = (at + n) % 2 === 1
      const first = await turns[swapped ? 1 : 0]()
      const second = await turns[swapped ? 0 : 1]()
      differences.push(swapped ? second - first : first - second)
    })
    await Promise.all(some)
  }
  const kept = differences.toSorted((a, b) => Math.abs(a) - Math.abs(b)).slice(0, Math.floor(differences.length * 0.95))
  const mean = kept.reduce((sum, one) => sum + one, 0) / kept.length
  const variance = kept.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (kept.length - 1)
  return { mean, half: 1.96 * Math.sqrt(variance / kept.length) }
}
