import { followRedirects } from '../follow-redirects.ts'
import { type GuardedRequest, type GuardedResponse, guardedFetch } from '../guarded-fetch.ts'
import { GitFailure } from './git-failure.ts'
import { packetText, readPackets, writeCommand } from './packet-lines.ts'

export type GitAccess = Pick<GuardedRequest, 'rules' | 'resolve'> & {
  /** Whole time of all that is asked. */
  readonly timeoutMs: number
  /** Longest pack. */
  readonly maxPackBytes: number
}

type Ref = { readonly name: string; readonly id: string; readonly peeled: string | undefined }

/** Protocol version 2 of a repository over http(s), as far as reading one commit needs it. All failures are GitFailure. */
export class GitTransport {
  readonly #access: GitAccess
  readonly #end: number
  #url: string
  #fetchFeatures: readonly string[] = []

  private constructor(url: string, access: GitAccess) {
    this.#url = url
    this.#access = access
    this.#end = Date.now() + access.timeoutMs
  }

  /** Greets the server. A redirect is followed on the same host only, as when a server adds `.git`. */
  static async open(url: string, access: GitAccess): Promise<GitTransport> {
    const transport = new GitTransport(url.replace(/\/+$/, ''), access)
    await transport.#greet()
    return transport
  }

  get canFilter(): boolean {
    return this.#fetchFeatures.includes('filter')
  }

  async #greet(): Promise<void> {
    const suffix = '/info/refs?service=git-upload-pack'
    const host = URL.canParse(this.#url) ? new URL(this.#url).host : ''
    const answer = await followRedirects(
      { ...this.#bounds(1024 * 1024), url: `${this.#url}${suffix}`, headers: { 'git-protocol': 'version=2' } },
      (next) => next === host,
    )
    if (!answer.ok) throw new GitFailure(answer.failure, 'reason' in answer ? answer.reason : undefined)
    if (answer.status !== 200) throw new GitFailure('no-repository', String(answer.status))
    if (!answer.url.endsWith(suffix)) throw new GitFailure('no-repository', 'a redirect')
    this.#url = answer.url.slice(0, -suffix.length)
    const lines = [...readPackets(answer.body)].filter((packet) => typeof packet !== 'string').map(packetText)
    const said = lines.filter((line) => !line.startsWith('# service='))
    if (said[0] !== 'version 2') throw new GitFailure('no-repository', 'another version of the protocol')
    if (said.some((line) => line.startsWith('object-format=') && line !== 'object-format=sha1'))
      throw new GitFailure('no-repository', 'another object format than sha1')
    this.#fetchFeatures =
      said
        .find((line) => line.startsWith('fetch='))
        ?.slice('fetch='.length)
        .split(' ') ?? []
  }

  /** The refs that a name of a branch or tag may mean; HEAD for none. */
  async listRefs(names: readonly string[]): Promise<Ref[]> {
    const body = await this.#ask(
      writeCommand('ls-refs', [], ['peel', ...names.map((name) => `ref-prefix ${name}`)]),
      4 * 1024 * 1024,
    )
    const refs: Ref[] = []
    for (const packet of readPackets(body)) {
      if (typeof packet === 'string') break
      const [id = '', name = '', ...more] = packetText(packet).split(' ')
      if (!/^[0-9a-f]{40}$/.test(id)) continue
      refs.push({ id, name, peeled: more.find((one) => one.startsWith('peeled:'))?.slice('peeled:'.length) })
    }
    return refs
  }

  /** A pack with these objects and what they are made of; `args` say how much of it. */
  async fetchPack(ids: readonly string[], args: readonly string[]): Promise<Buffer> {
    const wants = ids.map((id) => `want ${id}`)
    const body = await this.#ask(
      writeCommand('fetch', [], ['no-progress', 'ofs-delta', ...args, ...wants, 'done']),
      this.#access.maxPackBytes,
    )
    const parts: Uint8Array[] = []
    let inPack = false
    for (const packet of readPackets(body)) {
      if (typeof packet === 'string') continue
      if (!inPack) {
        const text = packetText(packet)
        if (text.startsWith('ERR ')) throw new GitFailure('no-ref')
        inPack = text === 'packfile'
        continue
      }
      // Side band: 1 is the pack, 2 what a person may read, 3 a fatal error.
      if (packet[0] === 1) parts.push(packet.subarray(1))
      else if (packet[0] === 3) throw new GitFailure('damaged')
    }
    if (!inPack) throw new GitFailure('damaged')
    return Buffer.concat(parts)
  }

  async #ask(command: string, maxBytes: number): Promise<Uint8Array> {
    const answer: GuardedResponse = await guardedFetch({
      ...this.#bounds(maxBytes),
      url: `${this.#url}/git-upload-pack`,
      method: 'POST',
      headers: {
        'git-protocol': 'version=2',
        'content-type': 'application/x-git-upload-pack-request',
        accept: 'application/x-git-upload-pack-result',
      },
      body: command,
    })
    if (!answer.ok) throw new GitFailure(answer.failure, answer.reason)
    if (answer.status !== 200) throw new GitFailure('no-repository', String(answer.status))
    // An error of the protocol comes as one line.
    const [first] = readPackets(answer.body)
    if (first !== undefined && typeof first !== 'string' && packetText(first).startsWith('ERR '))
      throw new GitFailure('no-ref')
    return answer.body
  }

  #bounds(maxBytes: number): Pick<GuardedRequest, 'rules' | 'resolve' | 'timeoutMs' | 'maxBytes'> {
    const left = this.#end - Date.now()
    if (left <= 0) throw new GitFailure('timeout')
    const { rules, resolve } = this.#access
    return { rules, timeoutMs: left, maxBytes, ...(resolve === undefined ? {} : { resolve }) }
  }
}
