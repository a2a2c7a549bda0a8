import { createServer as createPlainServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer, type Server } from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readCertificate } from '../src/read-certificate.ts'
import { testCertificate } from '../src/testing-certificate.ts'

let server: Server
let port: number
let asked: string[]
beforeAll(async () => {
  asked = []
  server = createServer(testCertificate, (socket) => {
    socket.on('data', (data) => asked.push(String(data)))
    socket.on('error', () => {})
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  port = (server.address() as AddressInfo).port
})
afterAll(() => server.close())

const rules = { mode: 'backend', loopback: 'all' } as const

test('says when the certificate of a server ends, trusted or not, and sends it nothing', async () => {
  const seen = await readCertificate({
    hostname: 'backend.example',
    port,
    rules,
    timeoutMs: 5_000,
    resolve: async () => ['127.0.0.1'],
  })
  expect(seen).toEqual({ ok: true, expiresAt: testCertificate.expiresAt, issuer: testCertificate.issuer })
  expect(asked).toEqual([])
})

test('connects only where the rules allow', async () => {
  const ask = { hostname: 'backend.example', port, timeoutMs: 5_000 }
  expect(await readCertificate({ ...ask, rules: { mode: 'backend' }, resolve: async () => ['127.0.0.1'] })).toEqual({
    ok: false,
    failure: 'address-refused',
  })
  expect(await readCertificate({ ...ask, rules, resolve: async () => ['127.0.0.1', '169.254.169.254'] })).toEqual({
    ok: false,
    failure: 'address-refused',
  })
})

test('names what is in the way: no such name, nobody there, no TLS there', async () => {
  const ask = { hostname: '127.0.0.1', rules, timeoutMs: 5_000 }
  expect(await readCertificate({ ...ask, hostname: 'nowhere.example', port, resolve: async () => [] })).toEqual({
    ok: false,
    failure: 'not-resolved',
  })
  const plain = createPlainServer()
  await new Promise<void>((done) => plain.listen(0, '127.0.0.1', done))
  const plainPort = (plain.address() as AddressInfo).port
  expect(await readCertificate({ ...ask, port: plainPort })).toMatchObject({ ok: false })
  await new Promise((done) => plain.close(done))
  expect(await readCertificate({ ...ask, port: plainPort })).toEqual({ ok: false, failure: 'not-connected' })
})
