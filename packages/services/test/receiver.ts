import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Seen = { path: string; headers: IncomingMessage['headers']; body: string }
export type Answer = { status: number; body?: unknown; headers?: Record<string, string> }

/** Something outside that is called: it remembers what came, and answers as the test says. */
export async function startReceiver() {
  const receiver = {
    base: '',
    port: 0,
    seen: [] as Seen[],
    answer: ((_seen) => ({ status: 200, body: {} })) as (seen: Seen) => Answer,
    reset: () => {
      receiver.seen = []
      receiver.answer = () => ({ status: 200, body: {} })
    },
    end: () => {
      server.closeAllConnections()
      server.close()
    },
  }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const one = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString('utf8') }
      receiver.seen.push(one)
      const { status, body, headers } = receiver.answer(one)
      const id = `req_${receiver.seen.length}`
      response.writeHead(status, { 'content-type': 'application/json', 'x-request-id': id, ...headers })
      response.end(body === undefined ? '' : JSON.stringify(body))
    })
  })
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up))
  receiver.port = (server.address() as AddressInfo).port
  receiver.base = `http://127.0.0.1:${receiver.port}`
  return receiver
}

/** What a receiver does with a message, as Standard Webhooks says. */
export function verifyMessage(secret: string, { headers, body }: Seen, now: Date): boolean {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  const own = `v1,${createHmac('sha256', key).update(signed).digest('base64')}`
  const age = Math.abs(now.getTime() / 1000 - Number(headers['webhook-timestamp']))
  return age < 300 && String(headers['webhook-signature']).split(' ').includes(own)
}
