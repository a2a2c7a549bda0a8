import type { ImportSource } from '@gatehouse/contracts/import-source'
import { importQuestions } from '@gatehouse/contracts/import-source'
import { followRedirects } from '@gatehouse/net/follow-redirects'
import { GitFailure, type GitFailureKind } from '@gatehouse/net/git/git-failure'
import { type GitCommit, openCommit } from '@gatehouse/net/git/open-commit'
import { DomainError } from '../grammar/domain-error.ts'
import type { Installation } from '../grammar/installation.ts'

const MiB = 1024 * 1024
const largestFile = 10 * MiB
const largestPack = 24 * MiB
/** All files of one import. */
const largestBundle = 40 * MiB
const wholeTimeMs = 30_000
const together = 6

/** Where a refusal points: the input that led to the address. */
type Place = '/source/url' | '/allowHosts'

/**
 * What one import may read elsewhere: the address that the member gave, and files on hosts that he allowed. All through the guarded
 * fetch, without credentials, within one span of time. What is refused is said without a byte of what came back.
 */
export class ImportNetwork {
  readonly #network: NonNullable<Installation['importNetwork']>
  readonly #hosts: Set<string>
  readonly #end: number
  #bytesLeft = largestBundle

  constructor(installation: Installation, asked: Pick<ImportSource, 'source' | 'allowHosts'>) {
    this.#network = installation.importNetwork ?? { rules: { mode: 'import' } }
    const { source } = asked
    const own = typeof source === 'object' && source.kind === 'url' ? [new URL(source.url).host] : []
    this.#hosts = new Set([...asked.allowHosts, ...own])
    this.#end = Date.now() + (this.#network.timeoutMs ?? wholeTimeMs)
  }

  isAllowed(url: string): boolean {
    return this.#hosts.has(new URL(url).host)
  }

  /** Those of the addresses that are on allowed hosts. */
  async readAllowed(urls: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    const wanted = urls.filter((url) => this.isAllowed(url))
    const files = new Map<string, Uint8Array>()
    for (let at = 0; at < wanted.length; at += together) {
      const batch = wanted.slice(at, at + together)
      const read = await Promise.all(batch.map((url) => this.readFile(url, '/allowHosts')))
      for (const [index, url] of batch.entries()) files.set(url, read[index] ?? new Uint8Array())
    }
    return files
  }

  async readFile(url: string, place: Place): Promise<Uint8Array> {
    const { host } = new URL(url)
    const { rules, resolve } = this.#network
    const answer = await followRedirects(
      {
        url,
        rules,
        timeoutMs: Math.max(this.#end - Date.now(), 1),
        maxBytes: largestFile,
        headers: { accept: 'application/yaml, application/json, text/plain, */*;q=0.5', 'user-agent': 'Gatehouse' },
        ...(resolve === undefined ? {} : { resolve }),
      },
      (next) => this.#hosts.has(next),
    )
    if (!answer.ok) throw refusal(host, place, answer.failure, 'reason' in answer ? answer.reason : undefined)
    if (answer.status !== 200) throw statusRefusal(host, place, answer.status)
    this.#bytesLeft -= answer.body.byteLength
    if (this.#bytesLeft < 0) throw refusal(host, place, 'too-large')
    return answer.body
  }

  /** The commit that a ref of a repository means now. */
  async openGit(url: string, ref: string): Promise<GitCommit> {
    const { rules, resolve } = this.#network
    return await this.#git(url, ref, () =>
      openCommit(url, ref, {
        rules,
        timeoutMs: Math.max(this.#end - Date.now(), 1),
        maxPackBytes: largestPack,
        ...(resolve === undefined ? {} : { resolve }),
      }),
    )
  }

  async readGit(url: string, commit: GitCommit, paths: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
    return await this.#git(url, commit.id.slice(0, 12), () => commit.read(paths))
  }

  async #git<R>(url: string, ref: string, act: () => Promise<R>): Promise<R> {
    try {
      return await act()
    } catch (error) {
      if (!(error instanceof GitFailure)) throw error
      throw gitRefusal(new URL(url).host, ref, error.failure, error.reason)
    }
  }
}

type Failure = Exclude<GitFailureKind, 'no-repository' | 'no-ref' | 'no-file' | 'damaged'>

function refusal(host: string, place: Place, failure: Failure, reason?: string): DomainError {
  if (failure === 'redirect-refused' && reason !== undefined && !reason.endsWith(':')) return askForHost(host, reason)
  return failed(place, `fetch.${failure}`, sentences[failure](host))
}

const upload = 'Download the file and upload it instead.'

const sentences: Readonly<Record<Failure, (host: string) => string>> = {
  'invalid-url': () => 'That is no address that an import reads: http or https, without a user name or password in it.',
  'address-refused': (host) =>
    `${host} leads to an address that is not public. An import reads public addresses only. ${upload}`,
  'not-resolved': (host) => `${host} has no address. Check how it is written.`,
  'not-connected': (host) => `Nothing answers at ${host}. Check the port, and whether it can be reached from here.`,
  tls: (host) => `The certificate of ${host} is not valid for it, so what it sends cannot be trusted. ${upload}`,
  timeout: (host) =>
    `${host} did not send everything within the time that an import has. Try again, or upload the file.`,
  'too-large': (host) =>
    `${host} sends more than an import takes: 10 MB for a file, 24 MB for a commit. Import the file with the files beside it as a zip archive.`,
  encoded: (host) => `${host} sends compressed bytes that nobody asked for. ${upload}`,
  protocol: (host) => `${host} broke the connection, or does not speak HTTP there.`,
  'redirect-refused': (host) => `${host} redirects to an address that an import does not read. ${upload}`,
  'too-many-redirects': (host) => `${host} redirects again and again. Give the address where it ends.`,
}

/** A refusal that the member can answer. */
function askForHost(host: string, next: string): DomainError {
  return new DomainError('import_failed', `${host} redirects to ${next}, which was not allowed for this import.`, {
    errors: [{ in: 'body', pointer: '/allowHosts', rule: importQuestions.host, expected: next.slice(0, 260) }],
  })
}

function statusRefusal(host: string, place: Place, status: number): DomainError {
  const why =
    status === 401 || status === 403
      ? `An import reads without signing in. ${upload}`
      : status === 404 || status === 410
        ? 'Nothing is there. Check the path; a branch or file may have another name.'
        : status < 500
          ? 'Check the address.'
          : 'Try again later.'
  return failed(place, 'fetch.status', `${host} answers ${status}. ${why}`)
}

function gitRefusal(host: string, ref: string, failure: GitFailureKind, reason?: string): DomainError {
  switch (failure) {
    case 'no-repository':
      return failed(
        '/source/url',
        'git.repository',
        `${host} has no Git repository there that can be read without signing in${reason ? ` (${reason})` : ''}. Give the address that \`git clone\` takes; of a private repository, upload the files as a zip archive.`,
      )
    case 'no-ref':
      return failed('/source/ref', 'git.ref', `The repository has no branch, tag or commit \`${ref.slice(0, 100)}\`.`)
    case 'no-file':
      return failed(
        '/source/path',
        'git.file',
        `There is no file \`${(reason ?? '').slice(0, 200)}\` at \`${ref.slice(0, 100) || 'the default branch'}\`. Write the path from the top of the repository.`,
      )
    case 'damaged':
      return failed('/source/url', 'git.damaged', `${host} sent a commit that is damaged. Try again.`)
    default:
      return refusal(host, '/source/url', failure, reason)
  }
}

function failed(pointer: string, rule: string, sentence: string): DomainError {
  return new DomainError('import_failed', sentence, { errors: [{ in: 'body', pointer, rule, expected: sentence }] })
}
