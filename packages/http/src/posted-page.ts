import { randomBytes } from 'node:crypto'

/**
 * A page that posts fields to another site at once (SAML's POST binding). Its policy lets it do that and nothing else: one script by nonce,
 * a form to that one origin, no frames around it.
 */
export function postedPage(
  action: string,
  fields: Readonly<Record<string, string>>,
  cookies: readonly string[],
): Response {
  const nonce = randomBytes(16).toString('base64')
  const inputs = Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`)
    .join('')
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Signing in</title><form method="post" action="${escaped(action)}">${inputs}<noscript><p>Your browser runs no scripts: go on yourself.</p><button>Continue</button></noscript></form><script nonce="${nonce}">document.forms[0].submit()</script></html>`
  const headers = new Headers({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'content-security-policy': `default-src 'none'; script-src 'nonce-${nonce}'; form-action ${new URL(action).origin}; base-uri 'none'; frame-ancestors 'none'`,
  })
  for (const value of cookies) headers.append('set-cookie', value)
  return new Response(page, { status: 200, headers })
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
