import { hash } from 'node:crypto'
import { type AccessDelete, type AccessRow, type AccessUpsert, checksumText } from '@gatehouse/contracts/access'
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
  hexWords,
  idWords,
  NAMED,
  NEXT,
  PLAN_VERSION,
  PRESENT,
  PREVIOUS,
  PRODUCT,
  REFS,
  REVOCATION,
  REVOCATION_CHANGES,
  REVOKED_AT,
  type RowKind,
  rowKinds,
  SEQ,
  STATE,
  SUBSCRIPTION,
  SUBSCRIPTION_APPLICATION,
  SUBSCRIPTION_PLAN,
  SUBSCRIPTION_PRODUCT,
  SUBSCRIPTION_STATUS,
  subscriptionStates,
  TEAM,
  TEAM_PAUSED,
  TEAM_STATUS,
  TEXT,
  TOKEN_CHANGES,
} from './layout.ts'
import { AccessStorage } from './storage.ts'

const kindNumbers = Object.fromEntries(rowKinds.map((name, kind) => [name, kind])) as Record<RowKind, number>
const idPrefixOf = ['crd_', 'app_', 'team_', 'sub_', 'prd_', 'plv_'] as const
const tombstoneLimit = 100_000

/** Rows per kind, and the two halves of the checksum. */
export type AccessSummary = { counts: number[]; checksum: [number, number] }

/**
 * The single writer of the access table. The newest change of a row wins, whatever the order of arrival: a revocation may overtake
 * the rest. Between `beginReset` and `endReset` everything that is not sent again is on its way out, but still counts.
 */
export class AccessTable {
  readonly #storage: AccessStorage
  /** Sequence of deleted rows, so that an older upsert that comes later does not bring them back. */
  readonly #tombstones = new Map<string, number>()
  /** Per kind, 1 for each row that came since the reset began. */
  #marks: Uint8Array[] | null = null
  readonly #counts = rowKinds.map(() => 0)
  #high = 0
  #low = 0
  readonly #words = new Int32Array(4)
  readonly #named = new Int32Array(4)
  readonly #hash = new Int32Array(8)
  #grown = false

  /** `summary`: of rows that the storage holds already, as `summary()` gave it. */
  constructor(storage = new AccessStorage(), summary?: AccessSummary) {
    this.#storage = storage
    if (summary === undefined) return
    this.#counts.splice(0, summary.counts.length, ...summary.counts)
    this.#high = summary.checksum[0]
    this.#low = summary.checksum[1]
  }

  /** What would have to be computed from all rows. */
  summary(): AccessSummary {
    return { counts: [...this.#counts], checksum: [this.#high, this.#low] }
  }

  /** What readers in other threads need; post it again whenever `apply` says `grown`. */
  handles(): AccessHandles {
    return this.#storage.handles()
  }

  /** For `serializeAccess`. */
  get storage(): AccessStorage {
    return this.#storage
  }

  count(kind: RowKind): number {
    return this.#counts[kindNumbers[kind]] ?? 0
  }

  /**
   * Applies rows in any order. `grown`: the buffers were replaced; readers see no later change until they adopted `handles()`, so
   * acknowledge the change only after that.
   */
  apply(upserts: readonly AccessUpsert[], deletes: readonly AccessDelete[]): { grown: boolean } {
    this.#grown = false
    for (const { seq, row } of upserts) this.#upsert(seq, row)
    for (const { seq, kind, id } of deletes) this.#delete(seq, kindNumbers[kind], id)
    this.#trimTombstones()
    return { grown: this.#grown }
  }

  beginReset(): void {
    this.#marks = rowKinds.map((_, kind) => new Uint8Array(this.#storage.capacity(kind)))
    this.#tombstones.clear()
  }

  get resetting(): boolean {
    return this.#marks !== null
  }

  /** Drops every row that neither a page nor an increment named since `beginReset`. */
  endReset(): void {
    const marks = this.#marks
    if (marks === null) return
    this.#marks = null
    for (let kind = 0; kind < TEXT; kind += 1) {
      const end = this.#storage.used[kind] as number
      for (let handle = 1; handle < end; handle += 1) {
        if (marks[kind]?.[handle] === 1) continue
        if (this.#rows(kind)[this.#storage.base(kind, handle) + STATE] === PRESENT) this.#drop(kind, handle)
      }
    }
    this.#trimTombstones()
  }

  /** As contracts/access.ts defines it, as a decimal of a signed 64-bit integer. */
  checksum(): string {
    return ((BigInt(this.#high) << 32n) | BigInt(this.#low >>> 0)).toString()
  }

  #rows(kind: number): Int32Array {
    return this.#storage.rows[kind] as Int32Array
  }

  #upsert(seq: number, row: AccessRow): void {
    const kind = kindNumbers[row.kind]
    if (this.#tombstones.size > 0) {
      const gone = this.#tombstones.get(`${row.kind}:${row.id}`)
      if (gone !== undefined && gone >= seq) return
      if (gone !== undefined) this.#tombstones.delete(`${row.kind}:${row.id}`)
    }
    const text = kind >= PRODUCT ? Buffer.from(JSON.stringify(row)) : null
    const shared = sharedText(row)
    if (this.#storage.reserve((text ?? shared)?.length ?? 0)) this.#afterGrowth()
    const storage = this.#storage
    const control = storage.control
    Atomics.add(control, 0, 1)
    try {
      idWords(kind, row.id, this.#words)
      const handle = storage.find(kind, this.#words) || storage.add(kind, this.#words)
      const at = storage.base(kind, handle)
      const doubles = storage.doubles[kind] as Float64Array
      const present = this.#rows(kind)[at + STATE] === PRESENT
      const current = this.#marks === null || this.#marks[kind]?.[handle] === 1
      if (this.#marks !== null) (this.#marks[kind] as Uint8Array)[handle] = 1
      if (present) {
        // Rows from before a reset say nothing about what came since: after a restored database they may even carry later numbers.
        if (current && (doubles[(at + SEQ) >> 1] as number) >= seq) return
        this.#mix(kind, row.id, doubles[(at + SEQ) >> 1] as number)
      } else this.#counts[kind] = (this.#counts[kind] ?? 0) + 1
      doubles[(at + SEQ) >> 1] = seq
      this.#mix(kind, row.id, seq)
      this.#fill(row, handle, present, shared)
      if (text !== null) storage.setText(kind, handle, text)
      this.#rows(kind)[at + STATE] = PRESENT
      this.#countChange(kind)
    } finally {
      Atomics.add(control, 0, 1)
    }
  }

  #fill(row: AccessRow, handle: number, present: boolean, shared: Uint8Array | null): void {
    const storage = this.#storage
    switch (row.kind) {
      case 'credential': {
        const rows = this.#rows(CREDENTIAL)
        const at = storage.base(CREDENTIAL, handle)
        if (present) storage.removeHash(handle)
        hexWords(row.hash, 0, 8, this.#hash)
        rows.set(this.#hash, at + HASH)
        storage.addHash(handle)
        this.#link(rows, at + CREDENTIAL_APPLICATION, APPLICATION, row.applicationId)
        this.#linkText(rows, at + CREDENTIAL_TERMS, shared)
        const doubles = storage.doubles[CREDENTIAL] as Float64Array
        doubles[(at + EXPIRES_AT) >> 1] = row.expiresAt ?? Number.POSITIVE_INFINITY
        doubles[(at + REVOKED_AT) >> 1] = row.revokedAt ?? Number.POSITIVE_INFINITY
        return
      }
      case 'application': {
        const at = storage.base(APPLICATION, handle)
        this.#link(this.#rows(APPLICATION), at + APPLICATION_TEAM, TEAM, row.teamId)
        this.#rows(APPLICATION)[at + APPLICATION_STATUS] = row.state === 'active' ? 0 : 1
        this.#linkText(this.#rows(APPLICATION), at + APPLICATION_PAUSED, shared)
        return
      }
      case 'team': {
        const at = storage.base(TEAM, handle)
        this.#rows(TEAM)[at + TEAM_STATUS] = row.state === 'active' ? 0 : 1
        this.#linkText(this.#rows(TEAM), at + TEAM_PAUSED, shared)
        return
      }
      case 'subscription': {
        const rows = this.#rows(SUBSCRIPTION)
        const at = storage.base(SUBSCRIPTION, handle)
        if (present) this.#unlist(handle)
        this.#link(rows, at + SUBSCRIPTION_APPLICATION, APPLICATION, row.applicationId)
        this.#link(rows, at + SUBSCRIPTION_PRODUCT, PRODUCT, row.productId)
        this.#link(rows, at + SUBSCRIPTION_PLAN, PLAN_VERSION, row.planVersionId)
        rows[at + SUBSCRIPTION_STATUS] = subscriptionStates.indexOf(row.state)
        this.#list(handle)
        return
      }
      default:
    }
  }

  #delete(seq: number, kind: number, id: string): void {
    const name = `${rowKinds[kind]}:${id}`
    if ((this.#tombstones.get(name) ?? -1) < seq) this.#tombstones.set(name, seq)
    idWords(kind, id, this.#words)
    const handle = this.#storage.find(kind, this.#words)
    if (handle === 0) return
    const at = this.#storage.base(kind, handle)
    if (this.#rows(kind)[at + STATE] !== PRESENT) return
    const current = this.#marks === null || this.#marks[kind]?.[handle] === 1
    if (current && (this.#storage.doubles[kind]?.[(at + SEQ) >> 1] ?? 0) > seq) return
    this.#drop(kind, handle)
  }

  #drop(kind: number, handle: number): void {
    const storage = this.#storage
    const at = storage.base(kind, handle)
    Atomics.add(storage.control, 0, 1)
    try {
      this.#mix(kind, this.#idText(kind, handle), storage.doubles[kind]?.[(at + SEQ) >> 1] ?? 0)
      this.#counts[kind] = (this.#counts[kind] ?? 0) - 1
      const rows = this.#rows(kind)
      if (kind === CREDENTIAL) {
        storage.removeHash(handle)
        this.#unlink(rows, at + CREDENTIAL_APPLICATION, APPLICATION)
        this.#unlink(rows, at + CREDENTIAL_TERMS, TEXT)
      } else if (kind === APPLICATION) {
        this.#unlink(rows, at + APPLICATION_TEAM, TEAM)
        this.#unlink(rows, at + APPLICATION_PAUSED, TEXT)
      } else if (kind === TEAM) this.#unlink(rows, at + TEAM_PAUSED, TEXT)
      else if (kind === SUBSCRIPTION) {
        this.#unlist(handle)
        this.#unlink(rows, at + SUBSCRIPTION_APPLICATION, APPLICATION)
        this.#unlink(rows, at + SUBSCRIPTION_PRODUCT, PRODUCT)
        this.#unlink(rows, at + SUBSCRIPTION_PLAN, PLAN_VERSION)
      }
      rows[at + STATE] = NAMED
      this.#countChange(kind)
      if (storage.isUnused(kind, handle)) storage.remove(kind, handle)
    } finally {
      Atomics.add(storage.control, 0, 1)
    }
  }

  /** While word 0 is odd: who reads the count after this waits for the row, too. */
  #countChange(kind: number): void {
    if (kind === REVOCATION) Atomics.add(this.#storage.control, REVOCATION_CHANGES, 1)
    else if (kind > REVOCATION) Atomics.add(this.#storage.control, TOKEN_CHANGES, 1)
  }

  /** Points a reference at a row, known or not yet, and lets go of the one before. */
  #link(rows: Int32Array, slot: number, kind: number, id: string): void {
    idWords(kind, id, this.#named)
    this.#point(rows, slot, kind, this.#storage.find(kind, this.#named) || this.#addNamed(kind))
  }

  /** Points at a text that other rows may name, too. */
  #linkText(rows: Int32Array, slot: number, text: Uint8Array | null): void {
    if (text === null) {
      this.#unlink(rows, slot, TEXT)
      return
    }
    hexWords(hash('sha256', text, 'hex').slice(0, 32), 0, 4, this.#named)
    let handle = this.#storage.find(TEXT, this.#named)
    if (handle === 0) {
      handle = this.#addNamed(TEXT)
      this.#storage.setText(TEXT, handle, text)
    }
    this.#point(rows, slot, TEXT, handle)
  }

  #addNamed(kind: number): number {
    const handle = this.#storage.add(kind, this.#named)
    this.#rows(kind)[this.#storage.base(kind, handle) + STATE] = NAMED
    return handle
  }

  #point(rows: Int32Array, slot: number, kind: number, handle: number): void {
    const refs = this.#storage.base(kind, handle) + REFS
    this.#rows(kind)[refs] = (this.#rows(kind)[refs] ?? 0) + 1
    this.#unlink(rows, slot, kind)
    rows[slot] = handle
  }

  #unlink(rows: Int32Array, slot: number, kind: number): void {
    const handle = rows[slot] as number
    if (handle === 0) return
    rows[slot] = 0
    const refs = this.#storage.base(kind, handle) + REFS
    this.#rows(kind)[refs] = (this.#rows(kind)[refs] ?? 1) - 1
    if (this.#storage.isUnused(kind, handle)) this.#storage.remove(kind, handle)
  }

  #list(handle: number): void {
    const rows = this.#rows(SUBSCRIPTION)
    const at = this.#storage.base(SUBSCRIPTION, handle)
    const applications = this.#rows(APPLICATION)
    const first = this.#storage.base(APPLICATION, rows[at + SUBSCRIPTION_APPLICATION] as number) + FIRST_SUBSCRIPTION
    const next = applications[first] as number
    rows[at + NEXT] = next
    rows[at + PREVIOUS] = 0
    if (next !== 0) rows[this.#storage.base(SUBSCRIPTION, next) + PREVIOUS] = handle
    applications[first] = handle
  }

  #unlist(handle: number): void {
    const rows = this.#rows(SUBSCRIPTION)
    const at = this.#storage.base(SUBSCRIPTION, handle)
    const next = rows[at + NEXT] as number
    const previous = rows[at + PREVIOUS] as number
    if (next !== 0) rows[this.#storage.base(SUBSCRIPTION, next) + PREVIOUS] = previous
    if (previous !== 0) rows[this.#storage.base(SUBSCRIPTION, previous) + NEXT] = next
    else {
      const owner = this.#storage.base(APPLICATION, rows[at + SUBSCRIPTION_APPLICATION] as number)
      this.#rows(APPLICATION)[owner + FIRST_SUBSCRIPTION] = next
    }
  }

  #idText(kind: number, handle: number): string {
    if (kind >= REVOCATION) return (JSON.parse(this.#storage.text(kind, handle)) as { id: string }).id
    const rows = this.#rows(kind)
    const at = this.#storage.base(kind, handle)
    let text: string = idPrefixOf[kind] ?? ''
    for (let w = 0; w < 4; w += 1) text += ((rows[at + w] as number) >>> 0).toString(16).padStart(8, '0')
    return text
  }

  #mix(kind: number, id: string, seq: number): void {
    const digest = hash('md5', checksumText(rowKinds[kind] ?? '', id, seq), 'hex')
    hexWords(digest.slice(0, 16), 0, 2, this.#hash)
    this.#high ^= this.#hash[0] as number
    this.#low ^= this.#hash[1] as number
  }

  #afterGrowth(): void {
    this.#grown = true
    if (this.#marks === null) return
    this.#marks = this.#marks.map((old, kind) => {
      const grown = new Uint8Array(this.#storage.capacity(kind))
      grown.set(old)
      return grown
    })
  }

  #trimTombstones(): void {
    if (this.#marks !== null) return
    for (const name of this.#tombstones.keys()) {
      if (this.#tombstones.size <= tombstoneLimit) return
      this.#tombstones.delete(name)
    }
  }
}

/** What a row keeps as a text that it may share with others, as JSON; null: nothing. */
function sharedText(row: AccessRow): Buffer | null {
  if (row.kind === 'credential') {
    const { scopes, ipRanges, suspended } = row
    if (ipRanges !== undefined || suspended !== undefined)
      return Buffer.from(JSON.stringify({ scopes, ipRanges, suspended: suspended?.reason }))
    return scopes.length > 0 ? Buffer.from(JSON.stringify(scopes)) : null
  }
  if (row.kind !== 'application' && row.kind !== 'team') return null
  return row.paused === undefined ? null : Buffer.from(JSON.stringify(row.paused.reason))
}
