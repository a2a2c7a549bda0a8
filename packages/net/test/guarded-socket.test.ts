import { type AddressInfo, createServer, type Server } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { guardedSocket } from '../src/guarded-socket.ts'

let server: Server
let port = 0
let connections = 0

beforeAll(async () => {
  server = createServer((socket) => {
    connections += 1
    socket.on('error', () => {})
    socket.end('hello')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())))

const open = (host: string, more: Partial<Parameters<typeof guardedSocket>[0]> = {}) =>
  guardedSocket({ host, port, rules: { mode: 'idp', loopback: [port] }, timeoutMs: 2_000, ...more })

test('connects where the operator allows it, by name and by address', async () => {
  const answers = [await open('127.0.0.1'), await open('directory.example', { resolve: async () => ['127.0.0.1'] })]
  for (const socket of answers) {
    expect(await new Promise((resolve) => socket.once('data', (data) => resolve(String(data))))).toBe('hello')
    socket.destroy()
  }
})

test('D33: loopback without the operator’s word, metadata, and the installation’s own ports are refused before a connection', async () => {
  const before = connections
  await expect(open('127.0.0.1', { rules: { mode: 'idp' } })).rejects.toThrow('loopback')
  await expect(open('169.254.169.254')).rejects.toThrow('metadata')
  await expect(open('127.0.0.1', { rules: { mode: 'idp', loopback: 'all', ownPorts: [port] } })).rejects.toThrow(
    'own-port',
  )
  expect(connections).toBe(before)
})

test('D34: a name is asked for once and pinned; one refused address refuses the name', async () => {
  let asked = 0
  const rebinding = async () => {
    asked += 1
    return asked === 1 ? ['127.0.0.1'] : ['169.254.169.254']
  }
  const socket = await open('rebind.example', { resolve: rebinding })
  expect(socket.remoteAddress).toBe('127.0.0.1')
  expect(asked).toBe(1)
  socket.destroy()
  await expect(open('mixed.example', { resolve: async () => ['127.0.0.1', '::ffff:a9fe:a9fe'] })).rejects.toThrow(
    'metadata',
  )
  await expect(open('nowhere.example', { resolve: async () => [] })).rejects.toThrow('has no address')
})

test('ends when its caller does not want it any more', async () => {
  await expect(open('127.0.0.1', { signal: AbortSignal.abort() })).rejects.toThrow()
})
