'use client'
import { useEffect, useState } from 'react'

const hour = 3_600_000

/** When this visitor first came to these steps; survives the way through the mail into another tab. */
export function useArrival(slug: string): number {
  const [at, setAt] = useState(() => Date.now())
  useEffect(() => {
    const name = `gatehouse.start.${slug}`
    try {
      const known = Number(localStorage.getItem(name))
      if (known > Date.now() - hour) setAt(known)
      else localStorage.setItem(name, String(Date.now()))
    } catch {
      // Storage is switched off: then the time counts from this load.
    }
  }, [slug])
  return at
}
