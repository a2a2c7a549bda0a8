import { type ClientRequest, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { Readable } from 'node:stream'
import { constants, createGunzip } from 'node:zlib'

/** An answer of the control plane that is no 2xx. */
export class ControlError extends Error {
  readonly status: number
  readonly code: string | undefined
  readonly body: unknown
  constructor(status: number, body: unknown) {
    const code = typeof body === 'object' && body !== null && 'code' in body ? String(body.code) : undefined
    super(`control plane answered ${status}${code === undefined ? '' : ` (${code})`}`)
    this.status = status
    this.code = code
    this.body = body
  }
}

export type ControlAnswer = { status: number; bytes: Buffer }

const mostAnswerBytes = 256 * 1024 * 1024

/** Plain client for the few calls to the control plane; no redirects, bounded time and size. */
export class ControlClient {
  readonly #base: string
  readonly #token: () => string | undefined
  readonly #agent: HttpAgent | HttpsAgent
  readonly #send: typeof httpRequest

  /** `token` gives a fresh proof of identity per request. */
  constructor(base: string, token: () => string | undefined) {
    this.#base = base
    this.#token = token
    const secure = base.startsWith('https:')
    this.#agent = secure
      ? new HttpsAgent({ keepAlive: true, maxSockets: 8 })
      : new HttpAgent({ keepAlive: true, maxSockets: 8 })
    this.#send = secure ? httpsRequest : httpRequest
  }

  close(): void {
    this.#agent.destroy()
  }

  /** JSON answer of a 2xx. @throws ControlError for others, Error when there is no answer. */
  async json(method: string, path: string, body?: unknown): Promise<unknown> {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' }
    const answer = await this.bytes(
      method,
      path,
      headers,
      body === undefined ? undefined : Buffer.from(JSON.stringify(body)),
    )
    return answer.bytes.length === 0 ? undefined : JSON.parse(answer.bytes.toString('utf8'))
  }

  /** Raw answer of a 2xx. */
  bytes(method: string, path: string, headers: Record<string, string>, body?: Buffer): Promise<ControlAnswer> {
    return new Promise((resolve, reject) => {
      const request = this.#open(method, path, { ...headers, 'accept-encoding': 'gzip' }, body?.length, 30_000)
      request.on('error', reject)
      request.on('response', (response) => {
        readAll(plainStream(response)).then((bytes) => {
          const status = response.statusCode ?? 0
          if (status >= 200 && status < 300) resolve({ status, bytes })
          else reject(new ControlError(status, parsedOrText(bytes)))
        }, reject)
      })
      request.end(body)
    })
  }

  /** Opens a long-lived answer. The caller reads and destroys it; `close` ends it before there is an answer, too. */
  stream(path: string, headers: Record<string, string>): { opened: Promise<Readable>; close: () => void } {
    const request = this.#open('GET', path, { ...headers, 'accept-encoding': 'gzip' }, undefined, 0)
    const opened = new Promise<Readable>((resolve, reject) => {
      request.on('error', reject)
      request.setTimeout(10_000, () => request.destroy(new Error('no answer')))
      request.on('response', (response) => {
        request.setTimeout(0)
        const plain = plainStream(response)
        if (response.statusCode === 200) resolve(plain)
        else
          readAll(plain).then(
            (bytes) => reject(new ControlError(response.statusCode ?? 0, parsedOrText(bytes))),
            reject,
          )
      })
    })
    request.end()
    return { opened, close: () => request.destroy() }
  }

  #open(
    method: string,
    path: string,
    headers: Record<string, string>,
    length: number | undefined,
    timeout: number,
  ): ClientRequest {
    const token = this.#token()
    const all: Record<string, string> = { ...headers }
    if (token !== undefined) all.authorization = `Bearer ${token}`
    if (length !== undefined) all['content-length'] = String(length)
    const url = path.startsWith('http') ? path : `${this.#base}${path}`
    const request = this.#send(url, { method, headers: all, agent: timeout === 0 ? false : this.#agent })
    if (timeout > 0) request.setTimeout(timeout, () => request.destroy(new Error('control plane is too slow')))
    return request
  }
}

/** Each frame must come out as soon as it is in: a gzip stream is flushed per frame by its sender. */
function plainStream(response: IncomingMessage): Readable {
  if (response.headers['content-encoding'] !== 'gzip') return response
  const gunzip = createGunzip({ flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH })
  response.on('error', (error) => gunzip.destroy(error))
  response.on('aborted', () => gunzip.destroy(new Error('connection closed')))
  return response.pipe(gunzip)
}

async function readAll(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of stream) {
    bytes += (chunk as Buffer).length
    if (bytes > mostAnswerBytes) throw new Error('answer too large')
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks, bytes)
}

function parsedOrText(bytes: Buffer): unknown {
  const text = bytes.toString('utf8')
  try {
    return JSON.parse(text)
  } catch {
    return text.slice(0, 200)
  }
}
