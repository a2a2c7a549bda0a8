import { type GuardedRequest, type GuardedResponse, guardedFetch } from './guarded-fetch.ts'

export type FollowedResponse =
  | (GuardedResponse & { readonly ok: true /** Where the answer came from in the end. */; readonly url: string })
  | (GuardedResponse & { readonly ok: false })
  /** It leads to a host that the caller does not go to. */
  | { readonly ok: false; readonly failure: 'redirect-refused'; readonly reason: string }
  | { readonly ok: false; readonly failure: 'too-many-redirects' }

const most = 4

/**
 * A GET that follows redirects, each of them guarded as if somebody had entered its address: resolved, pinned and judged anew. Only to
 * hosts that `mayGoTo` says yes to, never from https to http, and never with the headers of another host's request in mind: there are none
 * but those that `call` names, which must be no secrets. The time is that of all hops together.
 */
export async function followRedirects(
  call: Omit<GuardedRequest, 'method' | 'body'>,
  mayGoTo: (host: string) => boolean,
): Promise<FollowedResponse> {
  const end = Date.now() + call.timeoutMs
  let url = call.url
  for (let hop = 0; hop <= most; hop += 1) {
    const left = end - Date.now()
    if (left <= 0) return { ok: false, failure: 'timeout' }
    const answer = await guardedFetch({ ...call, url, timeoutMs: left })
    if (!answer.ok) return answer
    const next = answer.status >= 300 && answer.status < 400 ? locationOf(answer.headers.location, url) : undefined
    if (next === undefined) return { ...answer, url }
    if (next.protocol !== 'https:' && !(next.protocol === 'http:' && url.startsWith('http:')))
      return { ok: false, failure: 'redirect-refused', reason: next.protocol }
    if (!mayGoTo(next.host)) return { ok: false, failure: 'redirect-refused', reason: next.host }
    url = next.href
  }
  return { ok: false, failure: 'too-many-redirects' }
}

function locationOf(location: string | string[] | undefined, base: string): URL | undefined {
  const text = Array.isArray(location) ? location[0] : location
  return text !== undefined && URL.canParse(text, base) ? new URL(text, base) : undefined
}
