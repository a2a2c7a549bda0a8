import type { CookieSource } from '../session.ts'

/** One cookie's value, of a request or of Next's cookie store. */
export function readCookie(source: CookieSource, name: string): string | undefined {
  if (!(source instanceof Request)) return source.get(name)?.value
  for (const pair of (source.headers.get('cookie') ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (at > 0 && pair.slice(0, at).trim() === name) return decode(pair.slice(at + 1).trim())
  }
  return undefined
}

function decode(value: string): string | undefined {
  try {
    return decodeURIComponent(value)
  } catch {
    return undefined
  }
}
