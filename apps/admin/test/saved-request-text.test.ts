import { type SavedRequest, savedRequest } from '@gatehouse/contracts/saved-requests'
import { describe, expect, it } from 'vitest'
import {
  checkRequest,
  expectText,
  freeId,
  joined,
  readChecks,
  readPairs,
  readStatus,
  writeChecks,
  writePairs,
} from '../src/features/saved-requests/saved-request-text.ts'

const request = (id: string, more: object = {}): SavedRequest =>
  savedRequest.parse({ id, name: id, call: { by: 'path', method: 'GET', path: '/orders' }, ...more })

describe('a saved request as people write it', () => {
  it('comes back as it was: headers, query, values of the answer', () => {
    const headers = [
      { name: 'Accept', value: 'text/html, */*' },
      { name: 'X-Time', value: '10:30' },
    ]
    expect(readPairs(writePairs(headers, ': '), ':')).toEqual(headers)
    const query = [
      { name: 'filter', value: 'a=b' },
      { name: 'empty', value: '' },
    ]
    expect(readPairs(writePairs(query, ' = '), '=')).toEqual(query)
    const checks = [
      { pointer: '/items/0/sku', equals: 'A = 1' },
      { pointer: '/count', equals: 2 },
      { pointer: '', equals: [] },
    ]
    expect(readChecks(writeChecks(checks))).toEqual(checks)
  })

  it('may leave out the quotes of a text, and have blank lines', () => {
    expect(readChecks('\n/sku = A-1\n\n/open = true\n')).toEqual([
      { pointer: '/sku', equals: 'A-1' },
      { pointer: '/open', equals: true },
    ])
  })

  it.each([
    ['201', 201],
    ['2XX', '2xx'],
    ['ok', 'ok'],
  ])('status %s', (text, status) => {
    expect(readStatus(text)).toBe(status)
  })

  it('says at its field and line what is wrong', () => {
    const written = {
      ...request('a'),
      call: { by: 'operation', operation: 'GET /orders/{id}', pathValues: { id: '..' } },
      headers: [
        { name: 'Accept', value: '*/*' },
        { name: 'Authorization', value: 'x' },
      ],
      expect: { status: 'ok', json: [{ pointer: 'sku', equals: 1 }] },
    }
    const checked = checkRequest(written)
    expect(checked).toMatchObject({
      wrong: {
        'pathValues.id': 'must not be “.” or “..”',
        headers: 'Line 2 must not carry a key or token: the smoke check calls with a key of its own',
        status: 'must be a status like 200, or 2xx for any of its class',
        checks: 'Line 1 must be a JSON Pointer like /items/0/id',
      },
    })
  })

  it('says what must be answered', () => {
    expect(expectText(request('a'))).toBe('Must answer 2xx')
    expect(expectText(request('a', { expect: { status: 201, json: [{ pointer: '/a', equals: 1 }] } }))).toBe(
      'Must answer 201, with one value as given',
    )
  })
})

describe('requests of a file', () => {
  it('come behind those that are there, under ids of their own, as long as there is room', () => {
    expect(joined([request('a'), request('a-2')], [request('a'), request('b')]).map(({ id }) => id)).toEqual([
      'a',
      'a-2',
      'a-3',
      'b',
    ])
    const full = Array.from({ length: 99 }, (_, at) => request(`r${at}`))
    expect(joined(full, [request('x'), request('y')])).toHaveLength(100)
    expect(freeId('Ünïque!', new Set())).toBe('n-que')
  })
})
