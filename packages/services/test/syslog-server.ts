import { createSocket } from 'node:dgram'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { testCertificate } from '@gatehouse/net/testing-certificate'

export type SyslogMessage = {
  priority: number
  at: string
  host: string
  app: string
  messageId: string
  data: Record<string, Record<string, string>>
  text: string
}

/** RFC 5424 by its grammar (§6), nothing else: throws for what a strict server would refuse. */
export function parseSyslog(line: string): SyslogMessage {
  const head =
    /^<(\d{1,3})>1 (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,6}Z) ([!-~]{1,255}) ([!-~]{1,48}) ([!-~]{1,128}) ([!-~]{1,32}) /.exec(
      line,
    )
  if (!head) throw new Error(`no RFC 5424 header: ${line.slice(0, 120)}`)
  const [all, priority = '', at = '', host = '', app = '', , messageId = ''] = head
  if (Number(priority) > 191) throw new Error('priority')
  let rest = line.slice(all.length)
  const data: SyslogMessage['data'] = {}
  for (;;) {
    const element = /^\[([^\s=\]"]{1,32})((?: [^\s=\]"]{1,32}="(?:[^"\\\]]|\\["\\\]])*")*)\]/.exec(rest)
    if (!element) break
    const [whole, id = '', params = ''] = element
    data[id] = Object.fromEntries([...params.matchAll(/ ([^\s=]+)="((?:[^"\\\]]|\\.)*)"/g)].map(([, k, v]) => [k, v]))
    rest = rest.slice(whole.length)
  }
  if (Object.keys(data).length === 0 || !rest.startsWith(' ')) throw new Error('structured data')
  const text = rest.slice(1)
  // Without a byte order mark the text must not be taken for UTF-8, so it has to be ASCII.
  if (/[^ -~]/.test(text)) throw new Error('characters beyond ASCII, or a line break')
  return { priority: Number(priority), at, host, app, messageId, data, text }
}

/** Octet counting (RFC 6587 §3.4.1), strictly: throws where a length is not followed by as many bytes. */
export function readFrames(bytes: Buffer): string[] {
  const frames: string[] = []
  let at = 0
  while (at < bytes.length) {
    const length = /^([1-9]\d*) /.exec(bytes.toString('latin1', at, at + 12))
    if (!length) throw new Error(`no length at ${at}`)
    at += length[0].length
    const end = at + Number(length[1])
    if (end > bytes.length) throw new Error('a frame is cut off')
    frames.push(bytes.toString('utf8', at, end))
    at = end
  }
  return frames
}

/** A server for streams that understands a connection when it has ended. `refuse`: it breaks the next ones before it has read all. */
export async function startSyslog(kind: 'tcp' | 'tls') {
  const connections: SyslogMessage[][] = []
  const state = { refuse: 0, connections }
  const accept = (socket: Socket) => {
    const chunks: Buffer[] = []
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      chunks.push(chunk)
      if (state.refuse <= 0) return
      state.refuse -= 1
      socket.resetAndDestroy?.()
      socket.destroy()
    })
    socket.on('end', () => connections.push(readFrames(Buffer.concat(chunks)).map(parseSyslog)))
  }
  const server =
    kind === 'tls'
      ? createTlsServer({ cert: testCertificate.cert, key: testCertificate.key }, accept)
      : createServer(accept)
  server.on('tlsClientError', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    state,
    port,
    messages: () => connections.flat(),
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

/** A server for datagrams. */
export async function startDatagrams() {
  const socket = createSocket('udp4')
  const messages: SyslogMessage[] = []
  let heard = () => {}
  socket.on('message', (bytes) => {
    messages.push(parseSyslog(bytes.toString('utf8')))
    heard()
  })
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  return {
    messages,
    port: socket.address().port,
    /** Waits until so many came. */
    count: async (wanted: number) => {
      while (messages.length < wanted) await new Promise<void>((resolve) => (heard = resolve))
      return messages
    },
    stop: () => new Promise<void>((resolve) => socket.close(() => resolve())),
  }
}
