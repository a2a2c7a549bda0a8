import { type NextRequest, NextResponse } from 'next/server'
import { isDevelopment } from './env.ts'
import { sampleCookie, sampleIds } from './features/reference/sample-languages.ts'

/** `unsafe-inline` for styles only: Radix and the charts place elements by style attributes. */
function contentSecurityPolicy(nonce: string, formAction: string | undefined): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    ...(formAction === undefined ? [] : [`form-action ${formAction}`]),
    "frame-ancestors 'none'",
  ].join('; ')
}

/** Gives each page its Content-Security-Policy and tells it its own address; remembers a chosen sample language. Authorizes nothing. */
export function proxy(request: NextRequest): NextResponse {
  const { pathname, search, searchParams } = request.nextUrl
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64')
  // A form of an end user's sign-in ends at the application's address, by redirects that browsers hold against `form-action`.
  const policy = contentSecurityPolicy(nonce, pathname.startsWith('/oauth/') ? undefined : "'self'")
  const headers = new Headers(request.headers)
  headers.set('x-nonce', nonce)
  headers.set('x-place', `${pathname}${search}`)
  headers.set('content-security-policy', policy)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('content-security-policy', policy)
  const sample = searchParams.get('lang')
  if (sample !== null && sampleIds.has(sample)) {
    response.cookies.set(sampleCookie, sample, { path: '/', maxAge: 31_536_000, sameSite: 'lax' })
  }
  return response
}

export const config = { matcher: ['/((?!api/|_next/|favicon|icon).*)'] }
