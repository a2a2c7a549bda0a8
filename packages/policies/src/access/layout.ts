import { hash } from 'node:crypto'
import type { AccessKind } from '@gatehouse/contracts/access'

/**
 * How the access table lies in shared memory. Each kind has rows of fixed width in 32-bit words and an open-addressing index over
 * their ids; credentials have a second index over their hashes. A row is named by its handle, its place in the buffer, from 1; 0 is
 * none. References between rows are handles: joining is reading a few integers.
 *
 * Ids are prefix + 128 bits, so only the bits are kept. Rows whose content has no fixed width (products, plans, revocations, terms
 * of credentials, reasons) keep their JSON in one byte arena.
 */

export const rowKinds = [
  'credential',
  'application',
  'team',
  'subscription',
  'product',
  'planVersion',
  'revocation',
  'tokenIssuer',
  'tokenRule',
  'text',
] as const satisfies readonly (AccessKind | 'text')[]
export type RowKind = (typeof rowKinds)[number]

export const CREDENTIAL = 0
export const APPLICATION = 1
export const TEAM = 2
export const SUBSCRIPTION = 3
export const PRODUCT = 4
export const PLAN_VERSION = 5
export const REVOCATION = 6
export const TOKEN_ISSUER = 7
export const TOKEN_RULE = 8
/** Terms of credentials and reasons of pauses: each text once, however many rows name it. */
export const TEXT = 9

/** Words of each kind's row; even, so that doubles stay aligned. */
export const strides = [22, 12, 10, 14, 10, 10, 10, 10, 10, 10] as const

/** Words of `control`. */
export const CHANGES = 0
export const TOKEN_CHANGES = 1
export const REVOCATION_CHANGES = 2

// Words common to all kinds.
export const ID = 0
/** Double at word 4: change-log sequence of the row's last change. */
export const SEQ = 4
/** 0 free, 1 known only because another row names it, 2 present. */
export const STATE = 6
/** How many rows name this one; a named row's handle is never given to another. */
export const REFS = 7
export const FREE = 0
export const NAMED = 1
export const PRESENT = 2

// Credential.
export const HASH = 8
export const CREDENTIAL_APPLICATION = 16
/** Handle of a text: its scopes and the addresses from which it may be used; 0: neither is narrowed. */
export const CREDENTIAL_TERMS = 17
/** Doubles, milliseconds; Infinity for never. */
export const EXPIRES_AT = 18
export const REVOKED_AT = 20

// Application and team: 0 active, 1 suspended. Paused: handle of the reason; 0: it is not.
export const APPLICATION_TEAM = 8
export const APPLICATION_STATUS = 9
export const FIRST_SUBSCRIPTION = 10
export const APPLICATION_PAUSED = 11
export const TEAM_STATUS = 8
export const TEAM_PAUSED = 9

// Subscription; those of one application are a doubly linked list.
export const SUBSCRIPTION_APPLICATION = 8
export const SUBSCRIPTION_PRODUCT = 9
export const SUBSCRIPTION_PLAN = 10
export const SUBSCRIPTION_STATUS = 11
export const NEXT = 12
export const PREVIOUS = 13
export const subscriptionStates = ['pending', 'active', 'suspended', 'rejected', 'closed'] as const

// Kinds with text.
export const OFFSET = 8
export const LENGTH = 9

/** What the writer posts to readers. Buffers are replaced as a whole set when one must grow, so an old set stays consistent. */
export type AccessHandles = {
  generation: number
  /**
   * Word 0: even while nothing is being written, plus two for each change. Words 1 and 2 count the changes of issuers and rules of tokens
   * and of revocations: what hangs on them alone is not looked up again for every other change.
   */
  control: SharedArrayBuffer
  rows: readonly SharedArrayBuffer[]
  ids: readonly SharedArrayBuffer[]
  hashes: SharedArrayBuffer
  arena: SharedArrayBuffer
}

const nibbles = new Int8Array(128).fill(-1)
for (let i = 0; i < 16; i += 1) {
  nibbles['0123456789abcdef'.charCodeAt(i)] = i
  nibbles['0123456789ABCDEF'.charCodeAt(i)] = i
}

/** Reads `count` words of eight hex digits each from `text` at `at`; false when it is not hex of that length. */
export function hexWords(text: string, at: number, count: number, out: Int32Array): boolean {
  if (text.length !== at + count * 8) return false
  let bad = 0
  for (let w = 0; w < count; w += 1) {
    let word = 0
    for (let i = 0; i < 8; i += 1) {
      const nibble = nibbles[text.charCodeAt(at + w * 8 + i)] ?? -1
      bad |= nibble
      word = (word << 4) | (nibble & 15)
    }
    out[w] = word
  }
  return bad >= 0
}

/** The 128 bits of an id: its own, or (where ids are free text) the first of their SHA-256. */
export function idWords(kind: number, id: string, out: Int32Array): void {
  if (kind < REVOCATION && hexWords(id, id.lastIndexOf('_') + 1, 4, out)) return
  hexWords(hash('sha256', id, 'hex').slice(0, 32), 0, 4, out)
}

/** Slot where the search for an id begins. The end of a UUIDv7 is random, the front is time. */
export function idSlot(w2: number, w3: number, mask: number): number {
  return (Math.imul(w3 ^ (w2 >>> 7), 0x9e3779b1) >>> 7) & mask
}
