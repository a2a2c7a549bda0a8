import type { ClientResponse } from '../serving/client-sides.ts'

export type CapturedAnswer = {
  status: number
  /** Names and values alternating. */
  fields: readonly string[]
  body: Buffer
  /** The body is longer than what was kept. */
  cut: boolean
  /** The backend ended in the middle. */
  broken: boolean
}

/** Keeps an answer instead of sending it: a tool's result is made of it. */
export class CapturedResponse implements ClientResponse {
  shouldKeepAlive = true
  expectsContinue = false
  readonly #most: number
  readonly #done: (answer: CapturedAnswer) => void
  #status = 0
  #fields: readonly string[] = []
  #chunks: Buffer[] = []
  #bytes = 0
  #cut = false
  #finished = false

  /** `most`: bytes of the body that are kept. */
  constructor(most: number, done: (answer: CapturedAnswer) => void) {
    this.#most = most
    this.#done = done
  }

  writeContinue(): void {}

  writeInformation(): void {}

  sendHead(status: number, _reason: string, fields: readonly string[]): void {
    this.#status = status
    this.#fields = fields
  }

  write(bytes: Buffer): boolean {
    const room = this.#most - this.#bytes
    if (bytes.length > room) this.#cut = true
    if (room > 0) this.#chunks.push(bytes.length > room ? bytes.subarray(0, room) : bytes)
    this.#bytes = Math.min(this.#most, this.#bytes + bytes.length)
    return true
  }

  end(body = ''): void {
    if (body !== '') this.write(Buffer.from(body))
    this.#finish(false)
  }

  endWith(body: string): void {
    this.write(Buffer.from(body, 'latin1'))
    this.#finish(false)
  }

  destroy(): void {
    this.#finish(true)
  }

  whenDrained(drained: () => void): void {
    drained()
  }

  #finish(broken: boolean): void {
    if (this.#finished) return
    this.#finished = true
    const body = Buffer.concat(this.#chunks, this.#bytes)
    this.#done({ status: this.#status, fields: this.#fields, body, cut: this.#cut, broken })
  }
}
