import { cookieNames } from '@gatehouse/auth/session/cookies'
import { type NextRequest, NextResponse } from 'next/server'
import { consoleUrl, isDevelopment } from './env.ts'

const openPages =
  /^\/(sign-in|sign-out|accept-invitation|forgot-password|reset-password|confirm-email|undo-email|development)(\/|$)/

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

/**
 * Gives each page its Content-Security-Policy, and sends who has no session cookie to sign in. A convenience: whether a cookie is worth
 * anything, and what its person may do, is judged by the verbs.
 */
export function proxy(request: NextRequest): NextResponse {
  const { pathname, search } = request.nextUrl
  const cookie = cookieNames('admin', consoleUrl()).sessionToken?.name ?? ''
  if (!openPages.test(pathname) && !request.cookies.has(cookie)) {
    const target = new URL('/sign-in', request.url)
    if (pathname !== '/') target.searchParams.set('next', `${pathname}${search}`)
    return NextResponse.redirect(target)
  }
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64')
  const policy = contentSecurityPolicy(nonce)
  const headers = new Headers(request.headers)
  headers.set('x-nonce', nonce)
  headers.set('x-place', `${pathname}${search}`)
  headers.set('content-security-policy', policy)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('content-security-policy', policy)
  return response
}

export const config = { matcher: ['/((?!api/|_next/|favicon|icon).*)'] }
