import { isUtf8 } from 'node:buffer'
import { breachOf, entityBreach, type LimitBreach, type StructuralLimits } from './structural-limits.ts'

export type XmlVerdict =
  /** Name of the root element, without its prefix. */
  | { ok: true; root: string }
  /** `line` and `column` from 1. */
  | { ok: false; reason: string; line: number; column: number; breach?: LimitBreach }

// Each is sticky, matches one class after another, and so takes linear time.
const name =
  /[:A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\u{10000}-\u{effff}][-.:0-9A-Z_a-z\u00b7\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u037d\u037f-\u1fff\u200c-\u200d\u203f\u2040\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\u{10000}-\u{effff}]*/uy
const declaration =
  /<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(?:"1\.\d"|'1\.\d')(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(?:"[A-Za-z][\w.-]*"|'[A-Za-z][\w.-]*'))?(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(?:"(?:yes|no)"|'(?:yes|no)'))?[ \t\r\n]*\?>/y
const reference = /&(?:amp|lt|gt|apos|quot|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));/y
const space = /[ \t\r\n]*/y
const encodingName = /^<\?xml[^>]{0,80}?encoding[ \t\r\n]*=[ \t\r\n]*["']([\w.-]{1,40})/

class NotWellFormed extends Error {
  readonly at: number
  readonly breach: LimitBreach | undefined
  constructor(at: number, message: string, breach?: LimitBreach) {
    super(message)
    this.at = at
    this.breach = breach
  }
}

/**
 * Whether bytes are a well-formed XML document (XML 1.0) without a document type: entities of one's own are how XML bodies read files
 * and grow without bound. Nothing is expanded, nothing is fetched.
 */
export function readXml(bytes: Uint8Array, limits: StructuralLimits): XmlVerdict {
  const text = decode(bytes)
  if (text === null) return { ok: false, reason: 'The body is in no encoding that is read here.', line: 1, column: 1 }
  try {
    return { ok: true, root: new XmlReader(text, limits).document() }
  } catch (error) {
    if (!(error instanceof NotWellFormed)) throw error
    const before = text.slice(0, error.at)
    const place = { line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') }
    const failure = { ok: false as const, reason: error.message, ...place }
    return error.breach === undefined ? failure : { ...failure, breach: error.breach }
  }
}

/** UTF-8, and the one-byte encodings that share ASCII with it: what lies beyond ASCII is never markup. */
function decode(bytes: Uint8Array): string | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const bom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  const declared = encodingName.exec(buffer.toString('latin1', bom, bom + 200))?.[1]?.toLowerCase() ?? 'utf-8'
  if (declared === 'utf-8' || declared === 'us-ascii') return isUtf8(bytes) ? buffer.toString('utf8', bom) : null
  return bom === 0 && /^(?:iso-8859-\d{1,2}|windows-125\d)$/.test(declared) ? buffer.toString('latin1') : null
}

class XmlReader {
  readonly #text: string
  readonly #limits: StructuralLimits
  readonly #open: string[] = []
  #at = 0

  constructor(text: string, limits: StructuralLimits) {
    this.#text = text
    this.#limits = limits
  }

  document(): string {
    const odd = oddCharacter(this.#text)
    if (odd >= 0) throw new NotWellFormed(odd, 'XML has no such character.')
    if (this.#text.startsWith('<?xml') && this.#match(declaration) === null)
      this.#fail('The XML declaration is not valid.')
    this.#between()
    const root = this.#startTag()
    while (this.#open.length > 0) this.#content()
    this.#between()
    if (this.#at < this.#text.length) this.#fail('There is more after the root element.')
    return root.slice(root.indexOf(':') + 1)
  }

  /** Comments, instructions and space around the root element. */
  #between(): void {
    for (;;) {
      this.#match(space)
      if (this.#starts('<!DOCTYPE')) throw new NotWellFormed(this.#at, 'A document type is not accepted.', entityBreach)
      if (!this.#aside()) return
    }
  }

  #aside(): boolean {
    if (this.#starts('<!--')) {
      const end = this.#text.indexOf('--', this.#at + 4)
      if (end < 0 || this.#text[end + 2] !== '>') this.#fail('A comment does not end.')
      this.#at = end + 3
      return true
    }
    if (!this.#starts('<?')) return false
    this.#at += 2
    const target = this.#match(name)
    const end = this.#text.indexOf('?>', this.#at)
    if (target === null || target.toLowerCase() === 'xml' || end < 0)
      this.#fail('A processing instruction is not valid.')
    this.#at = end + 2
    return true
  }

  /** The next piece inside an element. */
  #content(): void {
    const text = this.#text
    if (this.#at >= text.length) this.#fail(`The element ${cut(this.#open[this.#open.length - 1] ?? '')} does not end.`)
    if (text[this.#at] === '&') this.#reference()
    else if (text[this.#at] !== '<') {
      const end = this.#firstOf('<', '&')
      if (text.slice(this.#at, end).includes(']]>')) this.#fail('“]]>” stands in text.')
      this.#at = end
    } else if (this.#starts('</')) this.#endTag()
    else if (this.#starts('<![CDATA[')) {
      const end = text.indexOf(']]>', this.#at)
      if (end < 0) this.#fail('A CDATA section does not end.')
      this.#at = end + 3
    } else if (!this.#aside()) this.#startTag()
  }

  #startTag(): string {
    const start = this.#at
    if (this.#text[this.#at] !== '<') this.#fail('An element is expected.')
    this.#at += 1
    const element = this.#match(name)
    if (element === null) this.#fail('A tag has no name.')
    const attributes = new Set<string>()
    for (;;) {
      const spaced = this.#match(space) !== ''
      if (this.#starts('/>')) {
        this.#at += 2
        this.#checkDepth(start, this.#open.length + 1)
        return element
      }
      if (this.#text[this.#at] === '>') {
        this.#at += 1
        this.#open.push(element)
        this.#checkDepth(start, this.#open.length)
        return element
      }
      const attribute = spaced ? this.#match(name) : null
      if (attribute === null) this.#fail(`The tag ${cut(element)} is not valid.`)
      if (attributes.has(attribute)) this.#fail(`The attribute ${cut(attribute)} stands twice.`)
      attributes.add(attribute)
      this.#attributeValue(attribute)
    }
  }

  #attributeValue(attribute: string): void {
    this.#match(space)
    if (this.#text[this.#at] !== '=') this.#fail(`The attribute ${cut(attribute)} has no value.`)
    this.#at += 1
    this.#match(space)
    const quote = this.#text[this.#at]
    const end = quote === '"' || quote === "'" ? this.#text.indexOf(quote, this.#at + 1) : -1
    if (end < 0) this.#fail(`The value of ${cut(attribute)} is not quoted.`)
    this.#at += 1
    while (this.#at < end) {
      const char = this.#text[this.#at]
      if (char === '<') this.#fail(`The value of ${cut(attribute)} has “<”.`)
      if (char === '&') this.#reference()
      else this.#at += 1
    }
    this.#at = end + 1
  }

  #endTag(): void {
    const start = this.#at
    this.#at += 2
    const element = this.#match(name)
    this.#match(space)
    if (element === null || this.#text[this.#at] !== '>') this.#fail('An end tag is not valid.')
    const open = this.#open.pop()
    if (open !== element) this.#fail(`The element ${cut(open ?? '')} is ended as ${cut(element)}.`, start)
    this.#at += 1
  }

  #reference(): void {
    const start = this.#at
    reference.lastIndex = start
    const found = reference.exec(this.#text)
    if (found === null) {
      name.lastIndex = start + 1
      const entity = name.exec(this.#text)?.[0]
      // Well-formed, but of an entity that only a document type could declare.
      if (entity !== undefined && this.#text[start + 1 + entity.length] === ';')
        throw new NotWellFormed(start, 'An entity that XML itself does not have is not accepted.', entityBreach)
      this.#fail('“&” does not begin a reference.')
    }
    const code =
      found[1] !== undefined ? Number(found[1]) : found[2] !== undefined ? Number.parseInt(found[2], 16) : 0x20
    if (!isCharacter(code)) this.#fail('A reference names no character.')
    this.#at = reference.lastIndex
  }

  #checkDepth(at: number, depth: number): void {
    if (depth <= this.#limits.xmlDepth) return
    const breach = breachOf('xmlDepth', this.#limits)
    throw new NotWellFormed(at, `The body may have ${breach.expected}.`, breach)
  }

  #firstOf(a: string, b: string): number {
    let at = this.#at
    while (at < this.#text.length && this.#text[at] !== a && this.#text[at] !== b) at += 1
    return at
  }

  #starts(text: string): boolean {
    return this.#text.startsWith(text, this.#at)
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)
    if (found === null) return null
    this.#at = pattern.lastIndex
    return found[0]
  }

  #fail(message: string, at = this.#at): never {
    throw new NotWellFormed(at, message)
  }
}

function cut(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 39)}…`
}

/** XML 1.0 §2.2. */
function isCharacter(code: number): boolean {
  if (code < 0x20) return code === 9 || code === 10 || code === 13
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff)
}

function oddCharacter(text: string): number {
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i)
    if ((code < 0x20 && code !== 9 && code !== 10 && code !== 13) || code === 0xfffe || code === 0xffff) return i
  }
  return -1
}
