import { IncomingMessage } from 'node:http'

type Asked = { expect?: string; 'content-length'?: string; 'transfer-encoding'?: string }

/**
 * node:http asks each request for a few of its `headers`, which makes it fold all fields into an object that nobody here reads. This one
 * answers these questions alone; the gateway itself reads `rawHeaders`.
 */
export class LeanRequest extends IncomingMessage {
  #asked: Asked | undefined

  override get headers(): Asked {
    if (this.#asked !== undefined) return this.#asked
    const asked: Asked = {}
    const raw = this.rawHeaders
    for (let i = 0; i < raw.length; i += 2) {
      const name = raw[i] as string
      const length = name.length
      if (length !== 6 && length !== 14 && length !== 17) continue
      const lower = name.toLowerCase()
      if (lower === 'expect' || lower === 'content-length' || lower === 'transfer-encoding')
        asked[lower] = raw[i + 1] as string
    }
    this.#asked = asked
    return asked
  }
}
