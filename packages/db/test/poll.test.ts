import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startPolling } from '../src/poll.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

it('reads at once and then every second', async () => {
  const read = vi.fn(async () => undefined)
  const polling = startPolling(read)
  await vi.advanceTimersByTimeAsync(0)
  expect(read).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(3000)
  expect(read).toHaveBeenCalledTimes(4)
  await polling.stop()
})

it('reads once more, and only once, for all wakes during a read', async () => {
  const gates: (() => void)[] = []
  const polling = startPolling(() => new Promise<void>((done) => gates.push(done)))
  polling.wake()
  polling.wake()
  expect(gates).toHaveLength(1)
  gates[0]?.()
  await vi.advanceTimersByTimeAsync(0)
  expect(gates).toHaveLength(2)
  gates[1]?.()
  await vi.advanceTimersByTimeAsync(999)
  expect(gates).toHaveLength(2)
  await polling.stop()
})

it('wakes from its pause', async () => {
  const read = vi.fn(async () => undefined)
  const polling = startPolling(read)
  await vi.advanceTimersByTimeAsync(10)
  polling.wake()
  await vi.advanceTimersByTimeAsync(0)
  expect(read).toHaveBeenCalledTimes(2)
  await polling.stop()
})

it('goes on after a failed read, at its own pace', async () => {
  const errors: unknown[] = []
  const read = vi.fn(async () => {
    throw new Error('no database')
  })
  const polling = startPolling(read, { onError: (error) => errors.push(error) })
  polling.wake()
  await vi.advanceTimersByTimeAsync(999)
  expect(errors).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(errors).toHaveLength(2)
  await polling.stop()
})

it('stops after the running read and never reads again', async () => {
  const gate = Promise.withResolvers<void>()
  const read = vi.fn(() => gate.promise)
  const polling = startPolling(read)
  const stopped = polling.stop()
  polling.wake()
  gate.resolve()
  await stopped
  await vi.advanceTimersByTimeAsync(5000)
  expect(read).toHaveBeenCalledTimes(1)
})
