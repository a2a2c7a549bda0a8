import { type Call, createClient } from '@gatehouse/contracts/client'
import { headers } from 'next/headers'
import { gatehouse } from './gatehouse.ts'

/**
 * The typed client for server components: it goes through the same mount as the browser's calls, in this process, with the visitor's
 * own cookie. So first paint and interaction have one way in, one authorization and one shape.
 */
export async function serverCall(): Promise<Call> {
  const incoming = await headers()
  const { api, installation } = gatehouse()
  const sent: Record<string, string> = {}
  for (const name of ['cookie', 'user-agent', 'x-forwarded-for', 'x-gatehouse-peer']) {
    const value = incoming.get(name)
    if (value !== null) sent[name] = value
  }
  return createClient({
    base: installation.adminUrl,
    headers: sent,
    fetch: (url, init) => api(new Request(url instanceof URL ? url.href : url, init)),
  })
}
