import { IncomingMessage } from 'node:http'

type Asked = { expect?: string; 'content-length'?: string; 'transfer-encoding'?: string }

const asked = Symbol('asked')

/**
 * node:http asks each request for a few of its `headers`, which makes it fold all fields into an object that nobody here reads. This one
 * answers these questions alone; the gateway itself reads `rawHeaders`.
 */
export class LeanRequest extends IncomingMessage {
  [asked]: Asked | undefined = undefined
}

// Not as a class accessor: the type declarations have `headers` as a property, which an accessor may not override.
Object.defineProperty(LeanRequest.prototype, 'headers', {
  get(this: LeanRequest): Asked {
    this[asked] ??= answersFrom(this.rawHeaders)
    return this[asked]
  },
})

function answersFrom(raw: readonly string[]): Asked {
  const answers: Asked = {}
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] as string
    const length = name.length
    if (length !== 6 && length !== 14 && length !== 17) continue
    const lower = name.toLowerCase()
    if (lower === 'expect' || lower === 'content-length' || lower === 'transfer-encoding')
      answers[lower] = raw[i + 1] as string
  }
  return answers
}
