import { type NextRequest, NextResponse } from 'next/server'
import { isDevelopment } from './env.ts'
import { sampleCookie, sampleIds } from './features/reference/sample-languages.ts'

/** `unsafe-inline` for styles only: Radix and the charts place elements by style attributes. */
function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** Gives each page its Content-Security-Policy and tells it its own address; remembers a chosen sample language. Authorizes nothing. */
export function proxy(request: NextRequest): NextResponse {
  const { pathname, search, searchParams } = request.nextUrl
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64')
  const policy = contentSecurityPolicy(nonce)
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
