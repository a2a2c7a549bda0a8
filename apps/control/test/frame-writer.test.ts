import { createServer, get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createGunzip } from 'node:zlib'
import { expect, test } from 'vitest'
import { FrameWriter } from '../src/sync/frame-writer.ts'

/** One response, seen from both ends. */
async function connect(gzip: boolean) {
  const writer = Promise.withResolvers<FrameWriter>()
  const server = createServer((_, response) => writer.resolve(new FrameWriter(response, gzip)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get({ port, host: '127.0.0.1', agent: false }, resolve).on('error', reject)
  })
  return {
    writer: await writer.promise,
    response,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

test.each([false, true])('each frame arrives at once, by itself (gzip: %s)', async (gzip) => {
  const { writer, response, close } = await connect(gzip)
  const plain = gzip ? response.pipe(createGunzip()) : response
  const received: string[] = []
  plain.on('data', (chunk: Buffer) => received.push(chunk.toString()))
  for (const headSeq of [1, 2, 3]) {
    writer.send({ type: 'ping', time: 0, headSeq })
    await expect.poll(() => received.join('')).toContain(`"headSeq":${headSeq}`)
  }
  close()
})

test('a gateway that reads nothing is cut before it costs the process its memory', async () => {
  const { writer, response, close } = await connect(false)
  response.on('error', () => undefined)
  const line = `${'x'.repeat(256 * 1024)}\n`
  let sent = 0
  while (!writer.closed && sent < 400) {
    writer.sendLine(line)
    sent += 1
  }
  expect(writer.closed).toBe(true)
  expect(sent * line.length).toBeLessThan(64 * 1024 * 1024)
  close()
})
