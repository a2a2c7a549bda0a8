import type { AccessRow } from '@gatehouse/contracts/access'
import { type TokenRegistry, tokenRegistry } from '../tokens/token-registry.ts'
import { JoinedCache } from './joined-cache.ts'
import type { KnownCredential, KnownSubscription } from './known-credential.ts'
import {
  type AccessHandles,
  APPLICATION,
  APPLICATION_PAUSED,
  APPLICATION_STATUS,
  APPLICATION_TEAM,
  CREDENTIAL,
  CREDENTIAL_APPLICATION,
  CREDENTIAL_TERMS,
  EXPIRES_AT,
  FIRST_SUBSCRIPTION,
  HASH,
  idSlot,
  idWords,
  LENGTH,
  NEXT,
  OFFSET,
  PLAN_VERSION,
  PRESENT,
  PRODUCT,
  REVOCATION,
  REVOCATION_CHANGES,
  REVOKED_AT,
  SEQ,
  STATE,
  SUBSCRIPTION,
  SUBSCRIPTION_PLAN,
  SUBSCRIPTION_PRODUCT,
  SUBSCRIPTION_STATUS,
  strides,
  subscriptionStates,
  TEAM,
  TEAM_PAUSED,
  TEAM_STATUS,
  TEXT,
  TOKEN_CHANGES,
  TOKEN_ISSUER,
  TOKEN_RULE,
} from './layout.ts'
import {
  type CredentialTerms,
  credentialTermsOf,
  freeTerms,
  type PlanTerms,
  type Product,
  planTermsOf,
  productOf,
} from './terms.ts'

type Revocation = Extract<AccessRow, { kind: 'revocation' }>

const credentialsKept = 4096
const clientsKept = 1024
const spins = 2000

/**
 * A thread's view of the access table. Reads never lock: the writer makes word 0 odd while it changes a row, and a read that saw
 * another value at its end than at its start is done again. Joined credentials are kept in a small direct-mapped cache as long as
 * nothing in the table changed.
 */
export class AccessReader {
  #handles: AccessHandles
  #control: Int32Array
  #rows: Int32Array[] = []
  #doubles: Float64Array[] = []
  #ids: Int32Array[] = []
  #hashes: Int32Array = new Int32Array(0)
  #arena: Uint8Array = new Uint8Array(0)
  readonly #products = new Map<number, { seq: number; value: Product }>()
  readonly #plans = new Map<number, { seq: number; value: PlanTerms }>()
  readonly #termsByText = new Map<string, CredentialTerms>()
  readonly #credentials = new JoinedCache(credentialsKept)
  readonly #clients = new JoinedCache(clientsKept)
  #tokens: TokenRegistry | null = null
  #tokensAsOf = -1
  /** How often the buffers were replaced; what was read from the ones before may lack what came since. */
  #adoptions = 0
  readonly #idOfClient = new Int32Array(4)
  /** Room for the ids of one credential, its application and its team, to be written as text in one call. */
  readonly #idBytes = Buffer.from(new ArrayBuffer(48))
  readonly #idWords = new Int32Array(this.#idBytes.buffer, this.#idBytes.byteOffset, 12)
  readonly #words = new Int32Array(8)

  constructor(handles: AccessHandles) {
    this.#handles = handles
    this.#control = new Int32Array(handles.control)
    this.adopt(handles)
  }

  get generation(): number {
    return this.#handles.generation
  }

  /** Goes over to the buffers that the writer grew into. */
  adopt(handles: AccessHandles): void {
    this.#handles = handles
    this.#control = new Int32Array(handles.control)
    this.#rows = handles.rows.map((buffer) => new Int32Array(buffer))
    this.#doubles = handles.rows.map((buffer) => new Float64Array(buffer))
    this.#ids = handles.ids.map((buffer) => new Int32Array(buffer))
    this.#hashes = new Int32Array(handles.hashes)
    this.#arena = new Uint8Array(handles.arena)
    this.#credentials.clear()
    this.#clients.clear()
    this.#tokensAsOf = -1
    this.#adoptions += 1
    this.#products.clear()
    this.#plans.clear()
  }

  /** By the SHA-256 of the whole key as a `latin1` string of 32 characters; null when no present row has it. */
  findCredential(digest: string): KnownCredential | null {
    const at = digest.charCodeAt(4) | (digest.charCodeAt(5) << 8)
    const stamp = Atomics.load(this.#control, 0)
    const kept = this.#credentials.find(at, stamp, digest)
    if (kept !== null) return kept
    const found = this.#consistently(() => this.#join(digest))
    if (found !== null) this.#credentials.keep(at, stamp, digest, found)
    return found
  }

  /** By the credential's own id: OAuth clients, whose tokens name it. Null when no present row has it. */
  findClient(id: string): KnownCredential | null {
    const words = this.#idOfClient
    if (!id.startsWith('crd_')) return null
    idWords(CREDENTIAL, id, words)
    const at = words[3] as number
    const stamp = Atomics.load(this.#control, 0)
    const kept = this.#clients.find(at, stamp, id)
    if (kept !== null) return kept
    const found = this.#consistently(() => {
      const handle = this.#byId(CREDENTIAL, words)
      return handle === 0 ? null : this.#joinAt(handle)
    })
    if (found !== null) this.#clients.keep(at, stamp, id, found)
    return found
  }

  /** Issuers and rules of tokens; the same object as long as none of them changed. */
  tokens(): TokenRegistry {
    const asOf = Atomics.load(this.#control, TOKEN_CHANGES)
    if (this.#tokens !== null && this.#tokensAsOf === asOf) return this.#tokens
    const [issuers, rules] = this.#consistently(() => [this.#all(TOKEN_ISSUER), this.#all(TOKEN_RULE)])
    this.#tokens = tokenRegistry(
      issuers as Parameters<typeof tokenRegistry>[0],
      rules as Parameters<typeof tokenRegistry>[1],
    )
    this.#tokensAsOf = asOf
    return this.#tokens
  }

  /** Another number whenever a revocation came or went. */
  get revocationsAsOf(): number {
    return Atomics.load(this.#control, REVOCATION_CHANGES) + this.#adoptions * 2 ** 32
  }

  /** Another number whenever anything in the table changed. */
  get changesAsOf(): number {
    return Atomics.load(this.#control, 0) + this.#adoptions * 2 ** 32
  }

  /** As `findRevocation`, by the words of its name (`idWords`). */
  findRevocationById(words: Int32Array): Revocation | null {
    return this.#consistently(() => {
      const handle = this.#byId(REVOCATION, words)
      return handle === 0 ? null : (this.#json(REVOCATION, handle) as Revocation)
    })
  }

  #all(kind: number): unknown[] {
    const rows = this.#rows[kind] as Int32Array
    const stride = strides[kind] ?? 1
    const found: unknown[] = []
    for (let handle = 1; handle * stride < rows.length; handle += 1)
      if (rows[handle * stride + STATE] === PRESENT) found.push(this.#json(kind, handle))
    return found
  }

  /** The revocation of a token, grant, client, subject or issuer, when there is one. */
  findRevocation(of: Revocation['of'], value: string): Revocation | null {
    const words = new Int32Array(4)
    idWords(REVOCATION, `${of}:${value}`, words)
    return this.findRevocationById(words)
  }

  #consistently<T>(read: () => T): T {
    for (let attempt = 0; ; attempt += 1) {
      const before = Atomics.load(this.#control, 0)
      if ((before & 1) === 0) {
        try {
          const value = read()
          if (Atomics.load(this.#control, 0) === before) return value
        } catch (error) {
          // Half-written text does not parse; a whole one that does not is a defect.
          if (Atomics.load(this.#control, 0) === before) throw error
        }
      }
      // What a torn read left in the caches must not outlive it.
      this.#products.clear()
      this.#plans.clear()
      // The writer holds a row for about a microsecond, unless the system took its core away: then sleep, do not burn ours.
      if (attempt > spins) Atomics.wait(this.#control, 0, before, 1)
    }
  }

  #join(digest: string): KnownCredential | null {
    const handle = this.#byHash(digest, this.#rows[CREDENTIAL] as Int32Array)
    return handle === 0 ? null : this.#joinAt(handle)
  }

  #joinAt(handle: number): KnownCredential | null {
    const rows = this.#rows[CREDENTIAL] as Int32Array
    const at = handle * strides[CREDENTIAL]
    const applicationHandle = rows[at + CREDENTIAL_APPLICATION] as number
    const applications = this.#rows[APPLICATION] as Int32Array
    const application = applicationHandle * strides[APPLICATION]
    const teams = this.#rows[TEAM] as Int32Array
    const teamHandle = applications[application + APPLICATION_TEAM] as number
    const team = teamHandle * strides[TEAM]
    // A credential whose application or team is not (yet, or any more) known means nothing.
    if (applications[application + STATE] !== PRESENT || teams[team + STATE] !== PRESENT) return null
    const doubles = this.#doubles[CREDENTIAL] as Float64Array
    this.#putId(rows, at, 0)
    this.#putId(applications, application, 4)
    this.#putId(teams, team, 8)
    const ids = this.#idBytes.toString('hex', 0, 48)
    const terms = this.#terms(rows[at + CREDENTIAL_TERMS] as number)
    return {
      identity: {
        credentialId: `crd_${ids.slice(0, 32)}`,
        applicationId: `app_${ids.slice(32, 64)}`,
        teamId: `team_${ids.slice(64)}`,
      },
      expiresAt: doubles[(at + EXPIRES_AT) >> 1] as number,
      revokedAt: doubles[(at + REVOKED_AT) >> 1] as number,
      applicationActive: applications[application + APPLICATION_STATUS] === 0,
      teamActive: teams[team + TEAM_STATUS] === 0,
      paused:
        this.#pause('application', applications[application + APPLICATION_PAUSED] as number) ??
        this.#pause('team', teams[team + TEAM_PAUSED] as number),
      scopes: terms.scopes,
      addressAllowed: terms.addressAllowed,
      suspended: terms.suspended,
      subscriptions: this.#subscriptions(applications[application + FIRST_SUBSCRIPTION] as number),
    }
  }

  #subscriptions(first: number): KnownSubscription[] {
    const rows = this.#rows[SUBSCRIPTION] as Int32Array
    const found: KnownSubscription[] = []
    for (let handle = first; handle !== 0 && found.length < 1000; ) {
      const at = handle * strides[SUBSCRIPTION]
      const product = this.#product(rows[at + SUBSCRIPTION_PRODUCT] as number)
      const plan = this.#plan(rows[at + SUBSCRIPTION_PLAN] as number)
      if (product !== null && plan !== null) {
        this.#putId(rows, at, 0)
        found.push({
          id: `sub_${this.#idBytes.toString('hex', 0, 16)}`,
          key: rows.slice(at, at + 4),
          state: subscriptionStates[rows[at + SUBSCRIPTION_STATUS] as number] ?? 'closed',
          product,
          plan,
        })
      }
      handle = rows[at + NEXT] as number
    }
    return found.length < 2 ? found : found.sort((a, b) => (a.id < b.id ? -1 : 1))
  }

  #product(handle: number): Product | null {
    const seq = this.#seqIfPresent(PRODUCT, handle)
    if (seq < 0) return null
    const known = this.#products.get(handle)
    if (known?.seq === seq) return known.value
    const value = productOf(this.#json(PRODUCT, handle) as Parameters<typeof productOf>[0])
    this.#products.set(handle, { seq, value })
    return value
  }

  #plan(handle: number): PlanTerms | null {
    const seq = this.#seqIfPresent(PLAN_VERSION, handle)
    if (seq < 0) return null
    const known = this.#plans.get(handle)
    if (known?.seq === seq) return known.value
    const value = planTermsOf(this.#json(PLAN_VERSION, handle) as Parameters<typeof planTermsOf>[0])
    this.#plans.set(handle, { seq, value })
    return value
  }

  #seqIfPresent(kind: number, handle: number): number {
    const at = handle * (strides[kind] ?? 0)
    if (this.#rows[kind]?.[at + STATE] !== PRESENT) return -1
    return this.#doubles[kind]?.[(at + SEQ) >> 1] ?? -1
  }

  #pause(who: 'application' | 'team', handle: number): KnownCredential['paused'] {
    return handle === 0 ? null : { who, reason: this.#json(TEXT, handle) as string }
  }

  /** By their text, which many credentials share: building an address list again at each change of the table would be dear. */
  #terms(handle: number): CredentialTerms {
    if (handle === 0) return freeTerms
    const text = this.#text(TEXT, handle)
    const known = this.#termsByText.get(text)
    if (known !== undefined) return known
    const terms = credentialTermsOf(text)
    if (this.#termsByText.size >= credentialsKept) this.#termsByText.clear()
    this.#termsByText.set(text, terms)
    return terms
  }

  #json(kind: number, handle: number): unknown {
    return JSON.parse(this.#text(kind, handle))
  }

  #text(kind: number, handle: number): string {
    const at = handle * (strides[kind] ?? 0)
    const offset = this.#rows[kind]?.[at + OFFSET] ?? 0
    const length = this.#rows[kind]?.[at + LENGTH] ?? 0
    return Buffer.from(this.#arena.subarray(offset, offset + length)).toString('utf8')
  }

  #byHash(digest: string, rows: Int32Array): number {
    const words = this.#words
    for (let w = 0; w < 8; w += 1) {
      const i = w * 4
      words[w] =
        (digest.charCodeAt(i) << 24) |
        (digest.charCodeAt(i + 1) << 16) |
        (digest.charCodeAt(i + 2) << 8) |
        digest.charCodeAt(i + 3)
    }
    const index = this.#hashes
    const mask = index.length - 1
    for (let slot = (words[0] as number) & mask, left = index.length; left > 0; slot = (slot + 1) & mask, left -= 1) {
      const handle = index[slot] as number
      if (handle === 0) return 0
      const at = handle * strides[CREDENTIAL] + HASH
      let w = 0
      while (w < 8 && rows[at + w] === words[w]) w += 1
      if (w === 8) return handle
    }
    return 0
  }

  #byId(kind: number, words: Int32Array): number {
    const index = this.#ids[kind] as Int32Array
    const rows = this.#rows[kind] as Int32Array
    const stride = strides[kind] ?? 0
    const mask = index.length - 1
    let slot = idSlot(words[2] as number, words[3] as number, mask)
    for (let left = index.length; left > 0; slot = (slot + 1) & mask, left -= 1) {
      const handle = index[slot] as number
      if (handle === 0) return 0
      const at = handle * stride
      if (
        rows[at] === words[0] &&
        rows[at + 1] === words[1] &&
        rows[at + 2] === words[2] &&
        rows[at + 3] === words[3]
      ) {
        return rows[at + STATE] === PRESENT ? handle : 0
      }
    }
    return 0
  }

  /** Puts a row's id at a word of the scratch, most significant byte first. */
  #putId(rows: Int32Array, at: number, to: number): void {
    const words = this.#idWords
    for (let w = 0; w < 4; w += 1) {
      const word = rows[at + w] as number
      words[to + w] = littleEndian
        ? (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)
        : word
    }
  }
}

const littleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1
