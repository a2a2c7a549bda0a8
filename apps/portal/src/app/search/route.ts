import { NextResponse } from 'next/server'

/** Where the search form leads: a pasted request id to its request, words to the catalogue. */
export function GET(request: Request): NextResponse {
  const words = (new URL(request.url).searchParams.get('q') ?? '').trim().slice(0, 100)
  const place = /^req_[0-9a-f]{32}$/.test(words)
    ? `/requests/${words}`
    : words
      ? `/apis?q=${encodeURIComponent(words)}`
      : '/apis'
  return new NextResponse(null, { status: 303, headers: { location: place, 'cache-control': 'private, no-store' } })
}
