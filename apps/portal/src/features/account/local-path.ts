/**
 * A place of this portal to return to, or `fallback`. A link in a mail or on another site must not be able to send a signed-in person
 * elsewhere: whatever a browser could read as another origin, or as no path at all, is dropped.
 */
export function localPath(next: string | null | undefined, fallback = '/'): string {
  if (!next || next.length > 2_000) return fallback
  if (!/^\/(?![/\\])[\x21-\x7e]*$/.test(next) || next.includes('\\')) return fallback
  const origin = 'http://portal.invalid'
  const url = new URL(next, origin)
  if (url.origin !== origin || url.pathname.startsWith('//')) return fallback
  return /^\/(sign-in|sign-up|sign-out|verify-email|reset-password|forgot-password|api)(\/|$)/.test(url.pathname)
    ? fallback
    : next
}
