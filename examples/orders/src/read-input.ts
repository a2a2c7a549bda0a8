import type { IncomingMessage } from 'node:http'
import type { Address, NewOrder, OrderChange } from './model.ts'
import { shippings } from './model.ts'
import { type FieldError, invalidRequest, Problem } from './problem.ts'

const largestBody = 100_000

/** The JSON body, or undefined when there is none. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > largestBody) throw new Problem(413, 'too-large', 'Too large')
    chunks.push(chunk)
  }
  if (size === 0) return undefined
  if (!/^application\/(\w[\w.-]*\+)?json\b/i.test(request.headers['content-type'] ?? '')) {
    throw new Problem(415, 'unsupported-media-type', 'Unsupported media type', { detail: 'Send application/json.' })
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    throw invalidRequest([{ pointer: '', message: 'is not JSON' }])
  }
}

export function readNewOrder(body: unknown): NewOrder {
  const fields = new Fields(body, ['customerId', 'lines', 'shippingAddress', 'shipping', 'note'])
  fields.text('/customerId', 1, 20)
  fields.address('/shippingAddress', true)
  fields.options()
  fields.lines()
  return fields.done<NewOrder>()
}

export function readOrderChange(body: unknown): OrderChange {
  const fields = new Fields(body, ['shippingAddress', 'shipping', 'note'])
  fields.address('/shippingAddress', false)
  fields.options()
  if (fields.isEmpty) throw invalidRequest([{ pointer: '', message: 'must change something' }])
  return fields.done<OrderChange>()
}

export function readCancellation(body: unknown): void {
  const fields = new Fields(body ?? {}, ['reason'])
  fields.oneOf('/reason', ['changed-mind', 'wrong-item', 'too-slow', 'other'])
  fields.done()
}

/** Shortest and longest. */
const addressLimits: Record<keyof Address, readonly [number, number]> = {
  name: [1, 100],
  street: [1, 200],
  city: [1, 100],
  postalCode: [2, 12],
  country: [2, 2],
}

type Json = Readonly<Record<string, unknown>>

/** Looks at the members of an object and keeps everything that is wrong with them, not only the first thing. */
class Fields {
  private readonly object: Json
  private readonly errors: FieldError[] = []

  constructor(body: unknown, allowed: readonly string[]) {
    if (!isObject(body)) throw invalidRequest([{ pointer: '', message: 'must be an object' }])
    this.object = body
    this.onlyKnown(body, '', allowed)
  }

  get isEmpty(): boolean {
    return Object.keys(this.object).length === 0
  }

  text(pointer: string, shortest: number, longest: number, value: unknown = this.object[pointer.slice(1)]): void {
    if (typeof value !== 'string') this.add(pointer, 'must be a string')
    else if (value.length < shortest || value.length > longest)
      this.add(pointer, `must have ${shortest} to ${longest} characters`)
  }

  oneOf(pointer: string, values: readonly string[]): void {
    const value = this.object[pointer.slice(1)]
    if (value !== undefined && !values.includes(String(value))) this.add(pointer, `must be one of ${values.join(', ')}`)
  }

  options(): void {
    this.oneOf('/shipping', shippings)
    if (this.object.note !== undefined) this.text('/note', 0, 500)
  }

  address(pointer: string, required: boolean): void {
    const value = this.object[pointer.slice(1)]
    if (value === undefined && !required) return
    const address = this.member(pointer, value, Object.keys(addressLimits))
    for (const [name, [shortest, longest]] of Object.entries(addressLimits)) {
      if (address) this.text(`${pointer}/${name}`, shortest, longest, address[name] ?? null)
    }
  }

  lines(): void {
    const lines: unknown[] = Array.isArray(this.object.lines) ? this.object.lines : []
    if (lines.length < 1 || lines.length > 50) this.add('/lines', 'must have 1 to 50 elements')
    for (const [index, value] of lines.entries()) {
      const pointer = `/lines/${index}`
      const line = this.member(pointer, value, ['productId', 'quantity'])
      if (!line) continue
      this.text(`${pointer}/productId`, 1, 20, line.productId ?? null)
      const quantity = Number.isInteger(line.quantity) ? Number(line.quantity) : 0
      if (quantity < 1 || quantity > 999) this.add(`${pointer}/quantity`, 'must be a whole number from 1 to 999')
    }
  }

  done<Value>(): Value {
    if (this.errors.length > 0) throw invalidRequest(this.errors)
    return this.object as Value
  }

  private member(pointer: string, value: unknown, allowed: readonly string[]): Json | undefined {
    if (isObject(value)) {
      this.onlyKnown(value, pointer, allowed)
      return value
    }
    this.add(pointer, 'must be an object')
    return undefined
  }

  private onlyKnown(object: Json, pointer: string, allowed: readonly string[]): void {
    for (const name of Object.keys(object)) if (!allowed.includes(name)) this.add(`${pointer}/${name}`, 'is not known')
  }

  private add(pointer: string, message: string): void {
    this.errors.push({ pointer, message })
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
