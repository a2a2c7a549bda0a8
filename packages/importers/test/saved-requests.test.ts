import { savedRequests } from '@gatehouse/contracts/saved-requests'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readRequestsFile, UnreadableRequestsFile } from '../src/saved-requests/read-requests-file.ts'

const rules = {
  basePath: '/orders/v1',
  operations: [
    { method: 'GET', path: '/orders' },
    { method: 'POST', path: '/orders' },
    { method: 'GET', path: '/orders/{orderId}' },
    { method: 'DELETE', path: '/orders/{orderId}' },
  ],
}
const read = (source: string | object) =>
  readRequestsFile(typeof source === 'string' ? source : JSON.stringify(source), rules)
const calls = (source: string | object) =>
  read(source).requests.map(({ call }) => (call.by === 'path' ? `${call.method} ${call.path}` : call.operation))

/** As Postman 11 exports it, ids and all. */
const postman = {
  info: {
    _postman_id: '7b0ad0b7-52cb-4b1e-9f0f-3b1cf3cf0b6c',
    name: 'Orders',
    schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
    _exporter_id: '1234567',
  },
  item: [
    {
      name: 'Orders',
      item: [
        {
          name: 'List orders',
          event: [
            {
              listen: 'test',
              script: {
                type: 'text/javascript',
                exec: ['pm.test("ok", function () {', '    pm.response.to.have.status(200);', '});'],
              },
            },
          ],
          request: {
            method: 'GET',
            header: [
              { key: 'Accept-Language', value: 'de', type: 'text' },
              { key: 'Authorization', value: 'Bearer {{token}}', type: 'text' },
              { key: 'X-Debug', value: '1', disabled: true },
            ],
            url: {
              raw: '{{baseUrl}}/orders?limit=5&api_key=abc',
              host: ['{{baseUrl}}'],
              path: ['orders'],
              query: [
                { key: 'limit', value: '5' },
                { key: 'page', value: '2', disabled: true },
                { key: 'api_key', value: 'abc' },
              ],
            },
          },
          response: [],
        },
        {
          name: 'One order',
          request: {
            auth: { type: 'bearer', bearer: [{ key: 'token', value: '{{token}}', type: 'string' }] },
            method: 'GET',
            header: [],
            url: {
              raw: '{{baseUrl}}/orders/:orderId',
              host: ['{{baseUrl}}'],
              path: ['orders', ':orderId'],
              variable: [{ key: 'orderId', value: '{{orderId}}' }],
            },
          },
        },
      ],
    },
    {
      name: 'Create order',
      event: [{ listen: 'prerequest', script: { exec: ['pm.variables.set("now", Date.now())'] } }],
      request: {
        method: 'POST',
        header: [],
        body: { mode: 'raw', raw: '{\n  "sku": "{{sku}}"\n}', options: { raw: { language: 'json' } } },
        url: 'https://api.example.com/orders/v1/orders',
      },
    },
    {
      name: 'Upload',
      request: { method: 'POST', body: { mode: 'formdata', formdata: [] }, url: '{{baseUrl}}/orders' },
    },
    { name: 'Of today', request: { method: 'GET', url: '{{baseUrl}}/orders/{{now}}' } },
  ],
  auth: { type: 'apikey', apikey: [{ key: 'value', value: 'secret', type: 'string' }] },
  variable: [
    { key: 'baseUrl', value: 'https://api.example.com/orders/v1' },
    { key: 'orderId', value: 'o-1' },
    { key: 'sku', value: 'A-1' },
  ],
}

describe('a Postman collection', () => {
  it('becomes saved requests with paths below the version, known variables filled in', () => {
    const { requests, report } = read(postman)
    expect(report).toMatchObject({ format: 'postman', found: 5 })
    expect(requests).toMatchObject([
      {
        id: 'list-orders',
        name: 'List orders',
        call: { by: 'path', method: 'GET', path: '/orders' },
        query: [{ name: 'limit', value: '5' }],
        headers: [{ name: 'Accept-Language', value: 'de' }],
        expect: { status: 200, json: [] },
      },
      { name: 'One order', call: { path: '/orders/o-1' }, expect: { status: '2xx' } },
      {
        name: 'Create order',
        call: { method: 'POST', path: '/orders' },
        headers: [{ name: 'Content-Type', value: 'application/json' }],
        body: '{\n  "sku": "A-1"\n}',
      },
    ])
  })

  it('says what was left out: keys, authorization, scripts, unknown variables, bodies that are files', () => {
    expect(read(postman).report.leftOut).toEqual([
      'The collection goes without its authorization: the check calls with a key of its own.',
      '“List orders” goes without its test script, of which only the expected status 200 was taken.',
      '“List orders” goes without its header Authorization: the check calls with a key of its own.',
      '“List orders” goes without its parameter api_key: the check calls with a key of its own.',
      '“One order” goes without its authorization: the check calls with a key of its own.',
      '“Create order” goes without its pre-request script: scripts do not run.',
      '“Upload” was left out: its body is a form with parts.',
      '“Of today” was left out: nothing says what {{now}} is.',
    ])
  })

  it.each([
    ['{{baseUrl}}/orders/o-1', 'GET /orders/o-1'],
    ['{{base_url}}/orders/v1/orders/o-1', 'GET /orders/o-1'],
    ['https://old.example.com/api/orders/o-1?x=1', 'GET /orders/o-1'],
    ['http://localhost:8080/orders/v1/unknown', 'GET /unknown'],
    ['api.example.com/orders', 'GET /orders'],
  ])('finds the path of %s', (url, call) => {
    expect(calls({ info: {}, item: [{ name: 'x', request: { method: 'GET', url } }] })).toEqual([call])
  })

  it('keeps ids apart, and reads forms, GraphQL and texts in the place of addresses', () => {
    const { requests } = read({
      info: {},
      item: [
        { name: 'Same', request: '{{url}}/orders' },
        { name: 'Same', request: { url: { host: ['{{url}}'], path: ['orders'] } } },
        {
          name: 'Form',
          request: {
            method: 'POST',
            url: '{{url}}/orders',
            body: { mode: 'urlencoded', urlencoded: [{ key: 'a b', value: 'ä&' }] },
          },
        },
        {
          name: 'Graph',
          request: {
            method: 'POST',
            url: '{{url}}/graphql',
            body: { mode: 'graphql', graphql: { query: '{ a }', variables: '{"n":1}' } },
          },
        },
      ],
    })
    expect(requests.map(({ id }) => id)).toEqual(['same', 'same-2', 'form', 'graph'])
    expect(requests[2]?.body).toBe('a%20b=%C3%A4%26')
    expect(requests[3]?.body).toBe('{"query":"{ a }","variables":{"n":1}}')
  })

  it('takes a hundred, and says of the others that they are too many', () => {
    const item = Array.from({ length: 130 }, (_, at) => ({ name: `r${at}`, request: '{{url}}/orders' }))
    const { requests, report } = read({ info: {}, item })
    expect(requests).toHaveLength(100)
    expect(report.found).toBe(130)
    expect(report.leftOut).toHaveLength(30)
  })
})

const httpFile = `@host = https://api.example.com
@baseUrl = {{host}}/orders/v1
@orderId=o-1

### List orders
GET {{baseUrl}}/orders
    ?limit=5
    &sort=date HTTP/1.1
Accept: application/json
Authorization: Bearer {{$dotenv TOKEN}}

> {%
  client.test("ok", () => { client.assert(response.status === 200, "no") })
%}

###
# @name createOrder
POST {{baseUrl}}/orders
Content-Type: application/json

{
  "sku": "A-1"
}

### Delete
// it is gone then
DELETE {{baseUrl}}/orders/{{orderId}}

### From a file
POST {{baseUrl}}/orders
Content-Type: application/json

< ./order.json

### Chained
GET {{baseUrl}}/orders/{{createOrder.response.body.id}}
`

describe('an .http file', () => {
  it('becomes saved requests', () => {
    const { requests, report } = read(httpFile)
    expect(report).toMatchObject({ format: 'http', found: 5 })
    expect(requests).toMatchObject([
      {
        name: 'List orders',
        call: { method: 'GET', path: '/orders' },
        query: [
          { name: 'limit', value: '5' },
          { name: 'sort', value: 'date' },
        ],
        headers: [{ name: 'Accept', value: 'application/json' }],
        expect: { status: 200 },
      },
      { id: 'createorder', name: 'createOrder', call: { method: 'POST' }, body: '{\n  "sku": "A-1"\n}' },
      { name: 'Delete', call: { method: 'DELETE', path: '/orders/o-1' } },
    ])
  })

  it('says what was left out', () => {
    expect(read(httpFile).report.leftOut).toEqual([
      '“List orders” goes without its scripts, of which only the expected status 200 was taken.',
      '“List orders” goes without its header Authorization: the check calls with a key of its own.',
      '“From a file” was left out: its body is a file.',
      '“Chained” was left out: nothing says what {{createOrder.response.body.id}} is.',
    ])
  })

  it('may begin with an address alone, and end lines as Windows does', () => {
    expect(calls('{{baseUrl}}/orders\r\n\r\n###\r\nhttps://x.example/orders/7\r\n')).toEqual([
      'GET /orders',
      'GET /orders/7',
    ])
  })
})

describe('a hostile file', () => {
  it('costs no more than its size: variables of variables, braces without end, folders in folders', () => {
    const nested = Array.from({ length: 6 }, (_, at) => ({ key: `v${at}`, value: `{{v${at + 1}}}`.repeat(3_000) }))
    const laughs = { info: {}, item: [{ name: 'x', request: '{{baseUrl}}/{{v0}}' }], variable: nested }
    expect(read(laughs).report.leftOut[0]).toMatch(/^“x” was left out: nothing says what \{\{v/)
    expect(read(`GET /orders?a={{${' '.repeat(500_000)}\n\n###\nGET ${'{{a}}'.repeat(50_000)} b c`).requests).toEqual(
      [],
    )
    const folders = 20_000
    const deep = `{"info":{},"item":[${'{"name":"f","item":['.repeat(folders)}${']}'.repeat(folders)}]}`
    expect(read(deep).report.leftOut).toEqual(['The folder “f” was not read: it lies too deep.'])
  })
})

describe('any other file', () => {
  it.each(['{', '[]', '{"openapi":"3.1.0"}', 'hello', 'name,key\na,b'])('%s is refused in a sentence', (source) => {
    expect(() => read(source)).toThrow(UnreadableRequestsFile)
  })

  it('never gives what cannot be saved, and never breaks', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom(
        '{{baseUrl}}/orders',
        '/../x',
        'Bearer abcdefghij',
        'https://x/%2e%2e/a',
        '\ud800',
        'a\nb: c',
        '__proto__',
      ),
    )
    const pair = fc.record({ key: text, value: text })
    const request = fc.record({
      method: fc.oneof(fc.constantFrom('GET', 'post', 'TRACE'), text),
      url: fc.oneof(text, fc.record({ raw: text, query: fc.array(pair), variable: fc.array(pair) })),
      header: fc.oneof(fc.array(pair), text),
      body: fc.record({ mode: fc.constantFrom('raw', 'urlencoded', 'graphql'), raw: text, urlencoded: fc.array(pair) }),
    })
    const item = fc.record({ name: text, request: fc.oneof(request, text) })
    fc.assert(
      fc.property(fc.array(item, { maxLength: 5 }), fc.array(pair), (items, variable) => {
        const { requests, report } = read({ info: {}, item: items, variable })
        expect(savedRequests.safeParse(requests).success).toBe(true)
        expect(report.found).toBe(items.length)
      }),
    )
    fc.assert(
      fc.property(
        fc.array(fc.oneof(text, fc.constantFrom('###', 'GET /orders', '> {%', '@a=b')), { maxLength: 20 }),
        (lines) => {
          const { requests } = read(`GET /orders\n\n###\n${lines.join('\n')}`)
          expect(savedRequests.safeParse(requests).success).toBe(true)
        },
      ),
    )
  })
})
