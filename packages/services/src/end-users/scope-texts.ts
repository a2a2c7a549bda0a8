/** What the scopes of OpenID Connect mean to an end user. */
const own: Record<string, string> = {
  openid: 'Know that it is you',
  profile: 'See your name',
  email: 'See your e-mail address',
  offline_access: 'Go on acting for you while you are away',
}

/** What an end user reads of a scope: the catalogue's question, else its description, else its name. */
export function scopeText(
  name: string,
  entries: readonly { name: string; description: string; consent: string | null }[],
): string {
  const entry = entries.find((candidate) => candidate.name === name)
  return own[name] ?? entry?.consent ?? entry?.description ?? name
}
