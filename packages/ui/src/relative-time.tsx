'use client'
import { useEffect, useState } from 'react'
import { formatInstant, formatRelative, type Instant, toMillis } from './time.ts'

type RelativeTimeProps = {
  value: Instant
  /** The server's clock (epoch ms); without it each side takes its own. */
  now?: number
  /** Zone of the exact instant on hover. */
  zone?: string
  className?: string
}

/** Relative time that stays right, with the exact instant on hover. Readable without script. */
export function RelativeTime({ value, now, zone = 'UTC', className }: RelativeTimeProps) {
  const [clock, setClock] = useState(() => now ?? Date.now())
  useEffect(() => {
    const tick = () => setClock(Date.now())
    tick()
    const timer = setInterval(tick, 15_000)
    return () => clearInterval(timer)
  }, [])
  const at = toMillis(value)
  // The server's text may be a second older than the browser's: that is no mismatch worth a re-render.
  return (
    <time
      dateTime={Number.isNaN(at) ? undefined : new Date(at).toISOString()}
      title={formatInstant(value, zone)}
      suppressHydrationWarning
      className={className}
    >
      {formatRelative(value, clock)}
    </time>
  )
}
