import { localPath } from './local-path.ts'

const cookie = 'gatehouse-portal.return'

/** Remembers where a visitor was before he signed up; the mail's link brings him back there in the same browser. */
export function rememberReturn(path: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and Safari of today.
  document.cookie = `${cookie}=${encodeURIComponent(localPath(path))}; path=/; max-age=86400; samesite=lax`
}

export function recallReturn(): string {
  const pair = document.cookie.split('; ').find((each) => each.startsWith(`${cookie}=`))
  if (!pair) return '/'
  try {
    return localPath(decodeURIComponent(pair.slice(cookie.length + 1)))
  } catch {
    return '/'
  }
}
