'use client'
import { useEffect, useState } from 'react'

const minute = 60_000

/** The last so many hours up to the minute, moving with it; and the same window `beforeDays` earlier. */
export function useWindow(hours: number, beforeDays = 7) {
  const [end, setEnd] = useState(() => Math.ceil(Date.now() / minute) * minute)
  useEffect(() => {
    const timer = setInterval(() => setEnd(Math.ceil(Date.now() / minute) * minute), minute)
    return () => clearInterval(timer)
  }, [])
  const iso = (time: number) => new Date(time).toISOString()
  const start = end - hours * 60 * minute
  const shift = beforeDays * 24 * 60 * minute
  return { from: iso(start), to: iso(end), before: { from: iso(start - shift), to: iso(end - shift) } }
}
