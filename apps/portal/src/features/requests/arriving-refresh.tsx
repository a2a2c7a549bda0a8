'use client'
import { useRouter } from 'next/navigation'
import { useEffect } from 'react'

/** Renders the page anew each second until a moment. */
export function ArrivingRefresh({ until }: { until: number }) {
  const router = useRouter()
  useEffect(() => {
    const timer = setInterval(() => (Date.now() > until ? clearInterval(timer) : router.refresh()), 1_000)
    return () => clearInterval(timer)
  }, [router, until])
  return null
}
