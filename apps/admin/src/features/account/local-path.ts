/** A path of this app, or the overview: a link in a mail must not be able to send a signed-in person elsewhere. */
export function localPath(next: string): string {
  if (!/^\/(?![/\\])[\x21-\x7e]*$/.test(next) || next.includes('\\')) return '/'
  return next.startsWith('/sign-in') ? '/' : next
}
