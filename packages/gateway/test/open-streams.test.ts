import type { AccessRow } from '@gatehouse/contracts/access'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openStreams } from './fixtures/open-streams.ts'

// Clocks stand still but where a test moves them: what is found without them is found by the change itself.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** Two holders, each with a stream by key and one by token, old enough to be watched. */
function world() {
  const streams = openStreams()
  const [mine, other] = [streams.holder(), streams.holder()]
  streams.change(...mine.rows, ...mine.issuer.rows, ...other.rows)
  const open = {
    key: streams.open(['x-api-key', mine.key]),
    token: streams.open(['authorization', `Bearer ${mine.issuer.token({ jti: 'this-one' })}`]),
    others: streams.open(['x-api-key', other.key]),
  }
  return { streams, mine, open, ended: () => Object.values(open).map(({ ended }) => ended) }
}

describe('S19: the change itself ends the streams that it concerns', () => {
  test('of a key, a client, a token, an application, a team, without a look at the clock or at others', () => {
    const table: [(mine: ReturnType<typeof world>['mine']) => AccessRow, boolean[]][] = [
      [({ credential }) => ({ ...credential, revokedAt: Date.now() }), [true, false, false]],
      [({ issuer }) => ({ ...issuer.client, revokedAt: Date.now() }), [false, true, false]],
      [({ application }) => ({ ...application, state: 'suspended' }), [true, true, false]],
      [({ team }) => ({ ...team, state: 'suspended' }), [true, true, false]],
      [({ subscription }) => ({ ...subscription, state: 'closed' }), [true, true, false]],
      [
        () => ({
          kind: 'revocation',
          id: 'jti:this-one',
          of: 'jti',
          value: 'this-one',
          notBefore: Date.now() + 1000,
          expires: Date.now() + 60_000,
        }),
        [false, true, false],
      ],
    ]
    for (const [change, expected] of table) {
      const { streams, mine, ended } = world()
      vi.advanceTimersByTime(200)
      expect(ended()).toEqual([false, false, false])
      streams.change(change(mine))
      expect(ended()).toEqual(expected)
      streams.fallen.stop()
    }
  })

  test('a call that began a moment ago has until it is no longer young, and no longer', () => {
    const { streams, mine, ended } = world()
    vi.advanceTimersByTime(60)
    streams.change({ ...mine.credential, revokedAt: Date.now() })
    expect(ended()).toEqual([false, false, false])
    vi.advanceTimersByTime(40)
    expect(ended()).toEqual([true, false, false])
    streams.fallen.stop()
  })

  test('many streams of one application are gone over in slices; each of them ends', async () => {
    const streams = openStreams()
    const mine = streams.holder()
    streams.change(...mine.rows)
    const open = Array.from({ length: 2000 }, () => streams.open(['x-api-key', mine.key]))
    vi.advanceTimersByTime(200)
    expect(streams.fallen.watched).toBe(2000)
    streams.change({ ...mine.application, state: 'suspended' })
    await vi.waitFor(() => expect(open.every(({ ended }) => ended)).toBe(true))
    // Nothing is kept of what ended.
    vi.advanceTimersByTime(100)
    expect(streams.fallen.watched).toBe(0)
    streams.fallen.stop()
  })
})
