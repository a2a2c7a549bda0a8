import { createHash } from 'node:crypto'
import { chainedRecord, chainText } from '@gatehouse/contracts/audit-chain'
import { testCertificate } from '@gatehouse/net/testing-certificate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { forwardToSinks } from '../src/audit-sinks/forward-to-sink.ts'
import { forwardToWebhooks } from '../src/audit-sinks/forward-to-webhooks.ts'
import * as sinks from '../src/audit-sinks/manage-audit-sinks.ts'
import { testAuditSink } from '../src/audit-sinks/test-audit-sink.ts'
import { verb } from '../src/grammar/verb.ts'
import { createTestInstallation, type TestInstallation } from '../src/testing.ts'
import { listWebhookDeliveries } from '../src/webhooks/list-webhooks.ts'
import { createWebhook, updateWebhook } from '../src/webhooks/manage-webhooks.ts'
import { startDatagrams, startSyslog } from './syslog-server.ts'

let app: TestInstallation
let admin: Awaited<ReturnType<TestInstallation['member']>>
beforeAll(async () => {
  app = await createTestInstallation()
  app.installation.webhookNetwork = { rules: { mode: 'webhook', loopback: 'all' } }
  admin = await app.member('Admin')
})
afterAll(() => app.drop())

const say = verb({
  name: 'test.say',
  allowed: { systemOnly: true },
  input: z.strictObject({ action: z.string().default('test.say'), targets: z.array(z.string()), after: z.json() }),
  run: async () => ({}),
  audit: ({ input }) =>
    input.targets.map((id) => ({ action: input.action, target: { kind: 'test', id }, after: input.after })),
})
const write = (...targets: string[]) => say({ ctx: app.ctx(), input: { targets, after: { said: 'ü "]\\ \n 😀' } } })
const forward = async (now?: () => Date) => {
  const defects: unknown[] = []
  await forwardToSinks(app.ctx(undefined, now ? { now } : {}), (error) => defects.push(error))
  expect(defects).toEqual([])
}
let made = 0
const make = (input: object) => {
  made += 1
  return sinks.createAuditSink({
    ctx: app.ctx(admin),
    input: { name: `Sink ${made}`, host: '127.0.0.1', port: 1, transport: 'tcp', ...input } as never,
  })
}
const read = async (id: string) => {
  const { items } = await sinks.listAuditSinks({ ctx: app.ctx(admin), input: {} })
  const found = items.find((sink) => sink.id === id)
  if (!found) throw new Error('no sink')
  return found
}
const drop = (id: string) => sinks.deleteAuditSink({ ctx: app.ctx(admin), input: { auditSink: id as never } })
const ids = (messages: { text: string }[]) =>
  messages.map(({ text }) => JSON.parse(text).targetId as string).filter((id) => /^[a-z]\d*$/.test(id))

describe('a sink over TCP', () => {
  test('gets each entry once, in order, as RFC 5424 with counted octets, and each gives its hash', async () => {
    const server = await startSyslog('tcp')
    const sink = await make({ port: server.port })
    await write('a1', 'a2')
    await forward()
    await write(...Array.from({ length: 1_203 }, (_, at) => `b${at}`))
    await forward()
    await forward()
    const messages = server.messages()
    expect(ids(messages)).toEqual(['a1', 'a2', ...Array.from({ length: 1_203 }, (_, at) => `b${at}`)])
    for (const { text, data, messageId, host, priority } of messages) {
      const record = chainedRecord.parse(JSON.parse(text))
      expect(createHash('sha256').update(chainText(record.prevHash, record)).digest('hex')).toBe(record.hash)
      expect([messageId, host, priority]).toEqual([record.action, 'localhost', 109])
      expect(data).toEqual({ origin: { software: 'Gatehouse' }, meta: { sequenceId: record.seq } })
    }
    expect(await read(sink.id)).toMatchObject({ state: 'sending', backlog: 0, failures: 0, lastError: null })
    await drop(sink.id)
    await server.stop()
  })

  test('loses nothing while the server is away or breaks off, and goes on where it was', async () => {
    const server = await startSyslog('tcp')
    const sink = await make({ port: server.port })
    await write('c1')
    server.state.refuse = 1
    await forward()
    expect(await read(sink.id)).toMatchObject({ state: 'failing', failures: 1, backlog: 2 })
    await write('c2')
    await forward()
    expect(server.messages(), 'it waits before it tries again').toEqual([])
    await forward(() => new Date(Date.now() + 5_000))
    expect(ids(server.messages())).toEqual(['c1', 'c2'])
    await drop(sink.id)
    await server.stop()
  })

  test('gets the batch again when a process ended before it could note it, and never a hole', async () => {
    const server = await startSyslog('tcp')
    const sink = await make({ port: server.port })
    await write('d1', 'd2')
    const before = await app.db.prisma.auditSink.findUniqueOrThrow({ where: { id: sink.id } })
    await forward()
    // As if the process had died between sending and noting: its lease runs out, its position stands.
    await app.db.prisma.auditSink.update({ where: { id: sink.id }, data: { position: before.position } })
    await write('d3')
    await forward()
    expect(ids(server.messages())).toEqual(['d1', 'd2', 'd1', 'd2', 'd3'])
    await drop(sink.id)
    await server.stop()
  })

  test('is served by one process at a time', async () => {
    const server = await startSyslog('tcp')
    const sink = await make({ port: server.port })
    const targets = Array.from({ length: 40 }, (_, at) => `e${at}`)
    await write(...targets)
    await Promise.all([forward(), forward(), forward()])
    expect(ids(server.messages())).toEqual(targets)
    await drop(sink.id)
    await server.stop()
  })

  test('gets only what its filter lets through; a pause keeps its place', async () => {
    const server = await startSyslog('tcp')
    const sink = await make({ port: server.port, filter: { actions: ['chosen'] } })
    const chosen = (target: string) =>
      say({ ctx: app.ctx(), input: { action: 'chosen.one', targets: [target], after: null } })
    await write('f1')
    await chosen('f2')
    await forward()
    const update = (enabled: boolean, etag: number) =>
      sinks.updateAuditSink({ ctx: app.ctx(admin), input: { auditSink: sink.id, enabled }, ifMatch: etag })
    const paused = await update(false, sink.etag)
    await chosen('f3')
    await forward()
    expect(ids(server.messages())).toEqual(['f2'])
    expect(await read(sink.id)).toMatchObject({ state: 'paused', backlog: 2 })
    await update(true, paused.etag)
    await forward()
    expect(ids(server.messages())).toEqual(['f2', 'f3'])
    await drop(sink.id)
    await server.stop()
  })
})

test('over TLS the server must be who it says, by the authority that was given', async () => {
  const server = await startSyslog('tls')
  const unknown = await make({ transport: 'tls', port: server.port })
  await write('g1')
  await forward()
  expect(await read(unknown.id)).toMatchObject({ state: 'failing', lastError: expect.stringContaining('authority') })
  await drop(unknown.id)
  const known = await make({ transport: 'tls', port: server.port, caCertificate: testCertificate.cert })
  await write('g2')
  await forward()
  expect(ids(server.messages())).toEqual(['g2'])
  await drop(known.id)
  await server.stop()
})

test('over UDP each entry is a datagram, and one too large for it says so', async () => {
  const server = await startDatagrams()
  const sink = await make({ transport: 'udp', port: server.port })
  await write('h1')
  await say({ ctx: app.ctx(), input: { targets: ['h2'], after: { long: 'x'.repeat(70_000) } } })
  await forward()
  const messages = await server.count(3)
  expect(ids(messages)).toEqual(['h1', 'h2'])
  expect(JSON.parse(messages.at(-1)?.text ?? '').after).toEqual({ truncated: true })
  await drop(sink.id)
  await server.stop()
})

test('CEF escapes what would end a field', async () => {
  const server = await startSyslog('tcp')
  const sink = await make({ port: server.port, format: 'cef' })
  await say({ ctx: app.ctx(), input: { action: 'a|b\\c', targets: ['x=y'], after: { note: 'a=b\nc' } } })
  await forward()
  const text = server.messages().at(-1)?.text ?? ''
  expect(text).toMatch(/^CEF:0\|Gatehouse\|Gatehouse\|1\|a\\\|b\\\\c\|/)
  expect(text).toContain('cs2=test x\\=y ')
  expect(text).toContain('note: "a\\=b\\\\nc"')
  await drop(sink.id)
  await server.stop()
})

test('a test says in a sentence what is wrong, and moves nothing', async () => {
  const server = await startSyslog('tcp')
  const sink = await make({ port: server.port })
  const run = (id: string) => testAuditSink({ ctx: app.ctx(admin), input: { auditSink: id as never } })
  expect(await run(sink.id)).toMatchObject({ ok: true, sentence: '127.0.0.1 read the test message.' })
  expect(JSON.parse(server.messages()[0]?.text ?? '')).toEqual({ test: true, sink: sink.id })
  expect((await read(sink.id)).position).toBe(sink.position)
  await server.stop()
  expect(await run(sink.id)).toMatchObject({ ok: false, sentence: expect.stringContaining('Nothing listens at') })
  const metadata = await make({ host: '169.254.169.254', port: 514 })
  expect(await run(metadata.id)).toMatchObject({ ok: false, sentence: expect.stringContaining('metadata') })
  for (const { id } of [sink, metadata]) await drop(id)
})

test('D33: this machine is reached only where the operator allows it', async () => {
  const server = await startSyslog('tcp')
  const sink = await make({ port: server.port })
  const { webhookNetwork } = app.installation
  app.installation.webhookNetwork = { rules: { mode: 'webhook' } }
  const answer = await testAuditSink({ ctx: app.ctx(admin), input: { auditSink: sink.id } })
  if (webhookNetwork) app.installation.webhookNetwork = webhookNetwork
  expect(answer).toMatchObject({ ok: false, sentence: expect.stringContaining('WEBHOOK_LOOPBACK_PORTS') })
  expect(server.messages()).toEqual([])
  await drop(sink.id)
  await server.stop()
})

describe('a webhook that is told of audit.entry', () => {
  const url = 'https://hooks.example.com/audit'
  test('gets each entry from then on once, as its filter says', async () => {
    const { webhook } = await createWebhook({
      ctx: app.ctx(admin),
      input: { name: 'Archive', url, events: ['audit.entry'], auditFilter: { actions: ['test'] } },
    })
    await write('i1', 'i2')
    await Promise.all([forwardToWebhooks(app.ctx()), forwardToWebhooks(app.ctx())])
    await forwardToWebhooks(app.ctx())
    const { items } = await listWebhookDeliveries({ ctx: app.ctx(admin), input: { webhook: webhook.id } })
    expect(items.map(({ body }) => JSON.parse(body).data.targetId)).toEqual(['i2', 'i1'])
    const noReader = {
      ...admin,
      grants: [{ permissions: ['webhook.manage'] as const, scope: { kind: 'organization' as const } }],
    }
    const hidden = await listWebhookDeliveries({ ctx: app.ctx(noReader), input: { webhook: webhook.id } })
    expect(hidden.items.map(({ body }) => body)).toEqual(['', ''])
    await expect(
      updateWebhook({
        ctx: app.ctx(noReader),
        input: { webhook: webhook.id, url: 'https://evil.example' },
        ifMatch: 1,
      }),
    ).rejects.toMatchObject({ code: 'forbidden' })
    await expect(
      createWebhook({ ctx: app.ctx(noReader), input: { name: 'Leak', url, events: ['audit.entry'] } }),
    ).rejects.toMatchObject({ code: 'forbidden' })
  })
})
