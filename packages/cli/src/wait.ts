import { setTimeout as pause } from 'node:timers/promises'

/** Asks again until the answer is as wanted or the time is over; answers the last one. */
export async function askUntil<T>(
  ask: () => Promise<T>,
  done: (value: T) => boolean,
  { seconds, everyMs = 500 }: { seconds: number; everyMs?: number },
): Promise<T> {
  const until = performance.now() + seconds * 1_000
  for (;;) {
    const value = await ask()
    if (done(value) || performance.now() >= until) return value
    await pause(everyMs)
  }
}
