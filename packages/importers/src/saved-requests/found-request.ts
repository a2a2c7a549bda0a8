import {
  belongsToConnection,
  carriesCredential,
  type ExpectedStatus,
  looksLikeCredential,
  mostSavedRequests,
  type SavedRequest,
  savedMethod,
  savedRequest,
} from '@gatehouse/contracts/saved-requests'
import { type PathReader, type PathRules, pathReader } from './path-below.ts'
import type { Variables } from './variables.ts'

/** A request as it stands in a file, `{{variables}}` and all. */
export type FoundRequest = {
  name: string
  method: string
  /** Address or path, with its query. */
  url: string
  /** Beside what stands in the address. */
  query: readonly { name: string; value: string }[]
  headers: readonly { name: string; value: string }[]
  body?: string
  status?: ExpectedStatus
  variables: Variables
  /** Why it cannot be sent at all. */
  refused?: string
}

const mostSentences = 200
const mostRead = 1_000

/** Collects requests that can be saved, and sentences about the rest. */
export class RequestCollector {
  readonly requests: SavedRequest[] = []
  readonly leftOut: string[] = []
  #found = 0
  readonly #ids = new Set<string>()
  readonly #pathOf: PathReader

  constructor(rules: PathRules) {
    this.#pathOf = pathReader(rules)
  }

  get found(): number {
    return this.#found
  }

  /** Says once that something was left out. */
  leave(sentence: string): void {
    if (this.leftOut.length < mostSentences && !this.leftOut.includes(sentence)) this.leftOut.push(sentence)
  }

  /** Takes a request, or says why not. */
  take(found: FoundRequest): void {
    this.#found += 1
    if (this.#found > mostRead) {
      this.leave(`What comes after ${mostRead.toLocaleString('en')} requests was not read.`)
      return
    }
    const name = nameOf(found.name) || `Request ${this.#found}`
    const refused = found.refused ?? this.#save(name, found)
    if (refused !== undefined) this.leave(`“${name}” was left out: ${refused}.`)
  }

  /** A reason where it cannot be saved. */
  #save(name: string, found: FoundRequest): string | undefined {
    if (this.requests.length >= mostSavedRequests) return `a version has at most ${mostSavedRequests} saved requests`
    const method = savedMethod.safeParse(found.method.toUpperCase())
    if (!method.success) return `${nameOf(found.method)} is not a method that the check sends`
    const unknown = new Set<string>()
    const fill = (text: string) => found.variables.fillIn(text, unknown)
    const [address = '', ...rest] = (found.url.split('#')[0] ?? '').split('?')
    const path = this.#pathOf(method.data, address, found.variables, unknown)
    const headers = this.#headersOf(name, found).map((header) => ({
      name: header.name,
      value: fill(header.value).trim(),
    }))
    const query = this.#queryOf(name, found, rest.join('?')).map((one) => ({
      name: fill(one.name),
      value: fill(one.value),
    }))
    const body = found.body === undefined || found.body.trim() === '' ? undefined : fill(found.body)
    if (unknown.size > 0) return `nothing says what ${[...unknown].map((one) => `{{${one}}}`).join(', ')} is`
    const saved = savedRequest.safeParse({
      id: this.#idOf(name),
      name,
      call: { by: 'path', method: method.data, path },
      query,
      headers,
      ...(body === undefined ? {} : { body }),
      expect: found.status === undefined ? {} : { status: found.status },
    })
    if (!saved.success) {
      const [issue] = saved.error.issues
      return `its ${placeOf(issue?.path ?? [])} ${issue?.message ?? 'is not valid'}`
    }
    this.#ids.add(saved.data.id)
    this.requests.push(saved.data)
    return undefined
  }

  #headersOf(name: string, { headers }: FoundRequest): FoundRequest['headers'] {
    return headers.filter((header) => {
      if (belongsToConnection(header.name)) return false
      if (!carriesCredential(header.name) && !looksLikeCredential(header.value)) return true
      this.leave(`“${name}” goes without its header ${nameOf(header.name)}: the check calls with a key of its own.`)
      return false
    })
  }

  #queryOf(name: string, { query }: FoundRequest, inAddress: string): FoundRequest['query'] {
    const written = [...new URLSearchParams(inAddress)].map(([one, value]) => ({ name: one, value }))
    return [...written, ...query].filter((parameter) => {
      if (!carriesCredential(parameter.name) && !looksLikeCredential(parameter.value)) return true
      this.leave(
        `“${name}” goes without its parameter ${nameOf(parameter.name)}: the check calls with a key of its own.`,
      )
      return false
    })
  }

  #idOf(name: string): string {
    const plain = name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .slice(0, 50)
      .replaceAll(/^-|-$/g, '')
    const base = plain === '' ? 'request' : plain
    for (let number = 1; ; number += 1) {
      const id = number === 1 ? base : `${base}-${number}`
      if (!this.#ids.has(id)) return id
    }
  }
}

/** One line of a stranger's text. */
export function nameOf(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, 120)
    .toWellFormed()
    .trim()
}

function placeOf(path: readonly PropertyKey[]): string {
  const [first, second] = path
  if (first === 'call') return second === 'path' ? 'path' : 'call'
  return { headers: 'headers: each', query: 'query: each', body: 'body' }[String(first)] ?? String(first)
}
