import { ResponseParser } from '@gatehouse/gateway/upstream/response-parser'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

type Seen = {
  heads: number[]
  informational: number[]
  body: string
  ended: boolean
  problem: string | undefined
  reusable: boolean | undefined
}

function parse(text: string, options: { head?: boolean; cuts?: number[]; close?: boolean } = {}): Seen {
  const seen: Seen = { heads: [], informational: [], body: '', ended: false, problem: undefined, reusable: undefined }
  const parser = new ResponseParser({
    onInformational: (status) => seen.informational.push(status),
    onHead: ({ status, reusable }) => {
      seen.heads.push(status)
      seen.reusable = reusable
    },
    onBody: (bytes) => {
      seen.body += bytes.toString('latin1')
    },
    onEnd: () => {
      seen.ended = true
    },
  })
  parser.expect(options.head ?? false)
  const bytes = Buffer.from(text, 'latin1')
  const cuts = [0, ...(options.cuts ?? []), bytes.length]
  for (let i = 1; i < cuts.length && seen.problem === undefined; i += 1) {
    seen.problem = parser.push(Buffer.from(bytes.subarray(cuts[i - 1], cuts[i])))
  }
  if (options.close && seen.problem === undefined) seen.problem = parser.finish()
  return seen
}

const good: [string, string, string, { head?: boolean; close?: boolean }?][] = [
  ['a length', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello', 'hello'],
  ['no reason phrase', 'HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n', ''],
  ['an empty reason phrase', 'HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n', ''],
  ['chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1;a=b\r\n!\r\n0\r\n\r\n', 'hello!'],
  [
    'trailers, dropped',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Id: 1\r\nY: 2\r\n\r\n',
    'hello',
  ],
  ['the end of the connection', 'HTTP/1.0 200 OK\r\n\r\nhello', 'hello', { close: true }],
  ['204 with a length', 'HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n', ''],
  ['304 with the length of another answer', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n', ''],
  ['HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n', '', { head: true }],
  ['1xx before', 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx', 'x'],
  ['obs-text in values', 'HTTP/1.1 200 OK\r\nX: \xe4\r\nContent-Length: 1\r\n\r\nx', 'x'],
]

const bad: [string, string, { close?: boolean; head?: boolean }?][] = [
  ['another protocol', 'ICY 200 OK\r\n\r\n'],
  ['HTTP/2', 'HTTP/2.0 200 OK\r\n\r\n'],
  ['HTTP/1.2', 'HTTP/1.2 200 OK\r\nContent-Length: 0\r\n\r\n'],
  ['a status of two digits', 'HTTP/1.1 20 OK\r\nContent-Length: 0\r\n\r\n'],
  ['a status of four digits', 'HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n'],
  ['a status below 100', 'HTTP/1.1 099 No\r\nContent-Length: 0\r\n\r\n'],
  ['101', 'HTTP/1.1 101 Switching Protocols\r\n\r\n'],
  ['obs-fold', 'HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n'],
  ['a space before the colon', 'HTTP/1.1 200 OK\r\nContent-Length : 0\r\n\r\n'],
  ['a line without colon', 'HTTP/1.1 200 OK\r\nnonsense\r\nContent-Length: 0\r\n\r\n'],
  ['an empty name', 'HTTP/1.1 200 OK\r\n: x\r\nContent-Length: 0\r\n\r\n'],
  ['NUL in a value', 'HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 0\r\n\r\n'],
  ['a bare CR in a value', 'HTTP/1.1 200 OK\r\nX: a\rb\r\nContent-Length: 0\r\n\r\n'],
  ['a bare LF between lines', 'HTTP/1.1 200 OK\r\nX: a\nY: b\r\nContent-Length: 0\r\n\r\n'],
  ['a length with sign', 'HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\nhello'],
  ['a negative length', 'HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello'],
  ['a length in hex', 'HTTP/1.1 200 OK\r\nContent-Length: 0x5\r\n\r\nhello'],
  ['a length that is empty', 'HTTP/1.1 200 OK\r\nContent-Length: \r\n\r\nhello'],
  ['a length beyond 2^53', 'HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n'],
  ['a list of lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\nhello'],
  ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello'],
  ['length and chunks', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['another coding', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n'],
  ['two codings', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['chunks in HTTP/1.0', 'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['bytes behind the answer', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxHTTP/1.1 200 OK\r\n'],
  ['bytes behind HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx', { head: true }],
  ['a body behind 204', 'HTTP/1.1 204 No Content\r\n\r\nx'],
  ['a chunk size with 0x', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n'],
  ['a chunk size with a space', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5 \r\nhello\r\n0\r\n\r\n'],
  ['a chunk that is longer', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello!\r\n0\r\n\r\n'],
  ['a chunk line with bare LF', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\nhello\r\n0\r\n\r\n'],
  ['an endless chunk size', `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${'0'.repeat(20)}5\r\nhello`],
  ['an endless extension', `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;${'x'.repeat(20_000)}`],
  ['an endless head', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(70_000)}`],
  ['endless 1xx', 'HTTP/1.1 102 Processing\r\n\r\n'.repeat(40)],
  ['an end within the length', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel', { close: true }],
  ['an end within chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n', { close: true }],
  ['an end within the head', 'HTTP/1.1 200 OK\r\nConte', { close: true }],
]

describe('C.1-12: a backend’s answer', () => {
  test.each(good)('with %s is read, however it is cut', (_name, text, body, options = {}) => {
    for (let cut = 0; cut <= text.length; cut += 1) {
      const seen = parse(text, { ...options, cuts: [cut] })
      expect(seen).toMatchObject({ body, ended: true, problem: undefined })
    }
  })

  test.each(bad)('with %s is refused, however it is cut', (_name, text, options = {}) => {
    expect(parse(text, options).problem).toBeTypeOf('string')
    const step = Math.max(1, Math.floor(text.length / 50))
    for (let cut = 1; cut < text.length; cut += step)
      expect(parse(text, { ...options, cuts: [cut] }).problem).toBeTypeOf('string')
  })

  test('is not reused after Connection: close, HTTP/1.0, or an end by closing', () => {
    expect(parse('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n').reusable).toBe(true)
    expect(parse('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n').reusable).toBe(false)
    expect(parse('HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n').reusable).toBe(false)
    expect(parse('HTTP/1.1 200 OK\r\n\r\n').reusable).toBe(false)
  })

  test('never makes the parser throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.integer({ min: 0, max: 40 }), (noise, at) => {
        const text = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n'
        parse(text.slice(0, at) + noise + text.slice(at), { close: true })
      }),
    )
  })
})
