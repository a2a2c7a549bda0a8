import { z } from 'zod'
import { canonicalJson } from './json.ts'

/**
 * Documents that the installation signs: what it writes out for people and auditors (the access export of a stage, the result of a
 * review campaign). The signature travels inside of the file, so that it cannot be lost, and the file stays what it is: a comment at
 * the end of HTML and Markdown, a line `#…` at the end of CSV, a member of JSON.
 */

export const documentFormats = ['md', 'html', 'csv', 'json'] as const
export const documentFormat = z.enum(documentFormats)
export type DocumentFormat = z.infer<typeof documentFormat>

export const documentSignature = z.strictObject({
  algorithm: z.literal('Ed25519'),
  /** Names the key at the installation (`GET /document-keys`). */
  keyId: z.string().max(80),
  /** Raw Ed25519 public key, base64url: enough to see that nothing was changed, not enough to see who signed. */
  publicKey: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  signedAt: z.iso.datetime(),
  /** Of the document's bytes, hex. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** base64url. */
  signature: z.string().regex(/^[A-Za-z0-9_-]{86}$/),
})
export type DocumentSignature = z.infer<typeof documentSignature>

/** What is signed: so prefixed, a signature of a document can stand for nothing else, and its time cannot be changed. */
export function documentStatement(parts: Pick<DocumentSignature, 'signedAt' | 'sha256'>): string {
  return `gatehouse-document/1\n${parts.signedAt}\n${parts.sha256}\n`
}

const marks: Readonly<Record<Exclude<DocumentFormat, 'json'>, readonly [open: string, close: string]>> = {
  md: ['<!-- gatehouse-signature ', ' -->\n'],
  html: ['<!-- gatehouse-signature ', ' -->\n'],
  csv: ['#gatehouse-signature ', '\n'],
}

/** The text whose bytes are signed. JSON counts as what it says, not as how it is indented; line ends of other text count as `\n`. */
export function signedText(format: DocumentFormat, text: string): string {
  if (format !== 'json') return `${text.replaceAll('\r\n', '\n').replace(/\n$/, '')}\n`
  const parsed: unknown = JSON.parse(text)
  if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed) || 'signature' in parsed)
    throw new TypeError('a signed JSON document is an object without a member "signature"')
  return canonicalJson(parsed)
}

/** Puts the signature into the document. */
export function withSignature(format: DocumentFormat, text: string, signature: DocumentSignature): string {
  if (format === 'json') return `${JSON.stringify({ ...(JSON.parse(text) as object), signature }, null, 2)}\n`
  const [open, close] = marks[format]
  return `${text.replace(/\r?\n$/, '')}\n${open}${canonicalJson(signature)}${close}`
}

export type TakenApart = { text: string; signature: DocumentSignature }

/** The document's signed text and its signature; null: there is none at its end, or it is damaged. */
export function takeApart(document: string): TakenApart | null {
  // Mail programs and editors that turn line ends change no word of it.
  const plain = document.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
  return plain.trimStart().startsWith('{') ? takeJsonApart(plain) : takeTextApart(plain)
}

function takeTextApart(document: string): TakenApart | null {
  const found =
    /(?:^|\n)(?:<!-- gatehouse-signature (?<comment>\{.*\}) -->|#gatehouse-signature (?<line>\{.*\}))\n*$/.exec(
      document,
    )
  const stated = found?.groups?.comment ?? found?.groups?.line
  if (found === null || stated === undefined) return null
  const signature = documentSignature.safeParse(parsed(stated)).data
  const text = document.slice(0, document.indexOf(stated, found.index))
  return signature ? { text: text.slice(0, text.lastIndexOf('\n') + 1), signature } : null
}

function takeJsonApart(document: string): TakenApart | null {
  const value = parsed(document)
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return null
  const { signature, ...rest } = value as { signature?: unknown }
  const read = documentSignature.safeParse(signature).data
  return read ? { text: canonicalJson(rest), signature: read } : null
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** What came out of looking at a signed document. */
export type DocumentVerdict =
  | { outcome: 'unsigned' }
  /** Its words are not those that were signed, or the signature is not of that key. */
  | { outcome: 'changed'; signature: DocumentSignature }
  /** Whole, but signed by none of the keys that were given. */
  | { outcome: 'unknown-key'; signature: DocumentSignature }
  | { outcome: 'good'; signature: DocumentSignature }

/** Judges a document by the public keys that the reader trusts (raw Ed25519, base64url). Runs in browsers and in Node. */
export async function verifyDocument(document: string, trusted: readonly string[]): Promise<DocumentVerdict> {
  const apart = takeApart(document)
  if (apart === null) return { outcome: 'unsigned' }
  const { text, signature } = apart
  const sum = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  const whole = hexOf(new Uint8Array(sum)) === signature.sha256 && (await signs(signature))
  if (!whole) return { outcome: 'changed', signature }
  return { outcome: trusted.includes(signature.publicKey) ? 'good' : 'unknown-key', signature }
}

async function signs(signature: DocumentSignature): Promise<boolean> {
  try {
    const key = await crypto.subtle.importKey('raw', bytesOf(signature.publicKey), 'Ed25519', false, ['verify'])
    const statement = new TextEncoder().encode(documentStatement(signature))
    return await crypto.subtle.verify('Ed25519', key, bytesOf(signature.signature), statement)
  } catch {
    // Bytes that are no key.
    return false
  }
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
