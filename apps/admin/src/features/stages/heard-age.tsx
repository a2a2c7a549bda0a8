'use client'
import { formatDuration } from '@gatehouse/ui/format'
import { useEffect, useState } from 'react'

/** `heard just now`, `heard 3 s ago`, counting on between two answers of the server. */
export function HeardAge({ at }: { at: string }) {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  const seconds = Math.max(0, Math.floor((now - Date.parse(at)) / 1000))
  return (
    <time dateTime={at} suppressHydrationWarning>
      {seconds === 0 ? 'heard just now' : `heard ${formatDuration(seconds * 1000)} ago`}
    </time>
  )
}
