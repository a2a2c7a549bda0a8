import { createHash, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto'
import { get, type IncomingMessage } from 'node:http'
import { type AccessRow, checksumText } from '@gatehouse/contracts/access'
import { type AckBatch, accessPage, enrolResponse, type Frame, frame, syncPaths } from '@gatehouse/contracts/sync'

type Held = { seq: number; row: AccessRow | null }

/** A gateway as the control plane sees it: keys, one stream, a table kept by the rules of the protocol. */
export class FakeGateway {
  readonly signing = generateKeyPairSync('ed25519')
  readonly sealing = generateKeyPairSync('x25519')
  readonly frames: Frame[] = []
  readonly table = new Map<string, Held>()
  id = ''
  stageId = ''
  epoch: string | undefined
  accessSeq: number | undefined
  snapshot: string | undefined
  closed = true
  readonly startedAt = Date.now()
  #response: IncomingMessage | undefined
  readonly #audience: string

  constructor(audience: string) {
    this.#audience = audience
  }

  async enrol(base: string, token: string): Promise<Response> {
    const response = await fetch(base + syncPaths.enrol, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        token,
        name: 'gateway',
        signingKey: raw(this.signing.publicKey),
        sealingKey: raw(this.sealing.publicKey),
      }),
    })
    if (response.ok) {
      const answer = enrolResponse.parse(await response.clone().json())
      this.id = answer.gatewayId
      this.stageId = answer.stageId
    }
    return response
  }

  token(overrides: Record<string, unknown> = {}, key: KeyObject = this.signing.privateKey): string {
    const now = Math.floor(Date.now() / 1000)
    const claims = {
      iss: this.id,
      sub: this.id,
      aud: this.#audience,
      iat: now,
      exp: now + 50,
      jti: randomUUID(),
      ...overrides,
    }
    const text = `${encode({ alg: 'EdDSA', typ: 'JWT' })}.${encode(claims)}`
    return `${text}.${sign(null, Buffer.from(text), key).toString('base64url')}`
  }

  call(base: string, path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(base + path, { ...init, headers: { ...init.headers, authorization: `Bearer ${this.token()}` } })
  }

  /** Opens the stream and keeps reading; resolves with the status. */
  connect(base: string, headers: Record<string, string> = {}): Promise<number> {
    const query = new URLSearchParams()
    if (this.epoch !== undefined) query.set('epoch', this.epoch)
    if (this.accessSeq !== undefined) query.set('access', String(this.accessSeq))
    if (this.snapshot !== undefined) query.set('snapshot', this.snapshot)
    return new Promise((resolve, reject) => {
      const request = get(
        `${base}${syncPaths.stream}?${query}`,
        {
          headers: {
            authorization: `Bearer ${this.token()}`,
            'gatehouse-protocol': '1',
            'gatehouse-gateway-version': 'test',
            ...headers,
          },
          agent: false,
        },
        (response) => {
          this.#response = response
          this.closed = false
          let rest = ''
          response.setEncoding('utf8')
          response.on('data', (chunk: string) => {
            const lines = (rest + chunk).split('\n')
            rest = lines.pop() ?? ''
            if (response.statusCode === 200) for (const line of lines) this.#take(base, frame.parse(JSON.parse(line)))
          })
          response.on('close', () => {
            this.closed = true
          })
          response.on('error', () => undefined)
          resolve(response.statusCode ?? 0)
        },
      )
      request.on('error', reject)
    })
  }

  disconnect(): void {
    this.#response?.destroy()
  }

  #take(base: string, received: Frame): void {
    this.frames.push(received)
    if (received.type === 'hello') this.epoch = received.epoch
    if (received.type === 'snapshot' || received.type === 'snapshot.same') this.snapshot = received.hash
    if (received.type === 'access') {
      for (const { seq, row } of received.upserts) this.#apply(`${row.kind}:${row.id}`, { seq, row })
      for (const { seq, kind, id } of received.deletes) this.#apply(`${kind}:${id}`, { seq, row: null })
      if (this.accessSeq !== undefined) this.accessSeq = Math.max(this.accessSeq, received.seq)
    }
    if (received.type === 'access.reset') void this.#load(base, received.seq, received.url)
  }

  /** The newest wins per row. */
  #apply(key: string, held: Held): void {
    const before = this.table.get(key)
    if (!before || before.seq <= held.seq) this.table.set(key, held)
  }

  async #load(base: string, seq: number, first: string): Promise<void> {
    const seen = new Set<string>()
    for (let url: string | null = first; url !== null; ) {
      const page: { rows: { seq: number; row: AccessRow }[]; next: string | null } = accessPage.parse(
        await (await this.call(base, url)).json(),
      )
      for (const { seq: rowSeq, row } of page.rows) {
        seen.add(`${row.kind}:${row.id}`)
        this.#apply(`${row.kind}:${row.id}`, { seq: rowSeq, row })
      }
      url = page.next
    }
    for (const [key, held] of this.table) if (!seen.has(key) && held.seq <= seq) this.table.delete(key)
    const newest = this.frames.flatMap((received) => (received.type === 'access' ? received.seq : []))
    this.accessSeq = Math.max(seq, ...newest)
  }

  rows(): AccessRow[] {
    return [...this.table.values()].flatMap(({ row }) => row ?? [])
  }

  checksum(): string {
    let value = 0n
    for (const [key, { seq, row }] of this.table) {
      if (!row) continue
      const [kind = '', id = ''] = key.split(':')
      value ^= createHash('md5')
        .update(checksumText(kind, id, seq))
        .digest()
        .readBigInt64BE(0)
    }
    return value.toString()
  }

  acknowledge(
    base: string,
    ack: {
      snapshot?: { seq: number; hash: string; outcome: 'applied' | 'refused'; issues: unknown[] }
      accessSeq?: number
    },
    deployments: AckBatch['deployments'] = [],
  ): Promise<Response> {
    const status = {
      build: 'test',
      startedAt: this.startedAt,
      clockOffsetMs: 0,
      snapshotHash: this.snapshot ?? null,
      accessSeq: this.accessSeq ?? 0,
      requestsPerSecond: 0,
      rssMb: 1,
      unsentBytes: 0,
    }
    return this.call(base, syncPaths.acks, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ acks: [{ at: Date.now(), ...ack }], status, deployments }),
    })
  }
}

function raw(key: KeyObject): string {
  return key.export({ format: 'jwk' }).x ?? ''
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
