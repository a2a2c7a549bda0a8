const patienceMs = 15_000

/** A call of a forge's API; throws with its status and the beginning of what it said. Credentials never stand in a message. */
export async function forgeRequest(
  url: string,
  { method = 'GET', headers, body }: { method?: string; headers: Record<string, string>; body?: unknown },
): Promise<{ value: unknown; next: string | undefined }> {
  const response = await fetch(url, {
    method,
    headers: {
      accept: 'application/json',
      ...headers,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    redirect: 'error',
    signal: AbortSignal.timeout(patienceMs),
  })
  const text = await response.text()
  if (!response.ok)
    throw new Error(`${method} ${new URL(url).pathname} answered ${response.status} ${text.slice(0, 200)}`)
  return { value: text === '' ? null : JSON.parse(text), next: nextPage(response.headers.get('link'), url) }
}

/** `Link: <…>; rel="next"` (RFC 8288). A link to another host is not followed: the token would go with it. */
function nextPage(link: string | null, from: string): string | undefined {
  for (const part of (link ?? '').split(',')) {
    const found = /<([^>]+)>\s*;.*rel="?next"?/.exec(part)?.[1]
    if (found === undefined || !URL.canParse(found, from)) continue
    const url = new URL(found, from)
    if (url.origin === new URL(from).origin) return url.href
  }
  return undefined
}

const mostPages = 50

/** The first item of a list, over its pages, that is asked for. */
export async function findItem<T>(
  url: string,
  headers: Record<string, string>,
  is: (item: T) => boolean,
): Promise<T | undefined> {
  let page: string | undefined = url
  for (let n = 0; page !== undefined && n < mostPages; n += 1) {
    const { value, next }: Awaited<ReturnType<typeof forgeRequest>> = await forgeRequest(page, { headers })
    const found = (Array.isArray(value) ? (value as T[]) : []).find(is)
    if (found !== undefined) return found
    page = next
  }
  return undefined
}
