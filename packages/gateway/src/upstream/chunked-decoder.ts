/** Most bytes of chunk extensions and trailer section of one body: both are dropped, neither may be endless (RFC 9112 §7.1.1). */
const mostIgnoredBytes = 16 * 1024
/** 2^48: far above any body, far below where doubles lose bytes. */
const mostSizeDigits = 12

const CR = 13
const LF = 10
const state = {
  size: 0,
  extension: 1,
  sizeEnd: 2,
  data: 3,
  dataCr: 4,
  dataLf: 5,
  trailer: 6,
  trailerLf: 7,
  done: 8,
} as const

/**
 * Strict decoder of the chunked coding (RFC 9112 §7.1): bare hex sizes, CRLF only, no white space. Extensions and trailers are
 * read over and dropped, so a trailer can never become a header.
 */
export class ChunkedDecoder {
  readonly #onData: (bytes: Buffer) => void
  #state: number = state.size
  #size = 0
  #digits = 0
  #ignored = 0
  #lineBytes = 0
  problem = ''

  constructor(onData: (bytes: Buffer) => void) {
    this.#onData = onData
  }

  begin(): void {
    this.#state = state.size
    this.#size = 0
    this.#digits = 0
    this.#ignored = 0
    this.#lineBytes = 0
  }

  get done(): boolean {
    return this.#state === state.done
  }

  /** Decodes from `at`; returns the offset behind what was used (all of it, or less when the body ended), or -1 on an error. */
  push(bytes: Buffer, from: number): number {
    let at = from
    while (at < bytes.length && this.#state !== state.done) {
      if (this.#state === state.data) {
        const take = Math.min(this.#size, bytes.length - at)
        this.#onData(bytes.subarray(at, at + take))
        at += take
        this.#size -= take
        if (this.#size === 0) this.#state = state.dataCr
        continue
      }
      if (!this.#step(bytes[at] as number)) return -1
      at += 1
    }
    return at
  }

  #step(byte: number): boolean {
    switch (this.#state) {
      case state.size:
        return this.#sizeByte(byte)
      case state.extension:
        if (byte === CR) return this.#go(state.sizeEnd)
        return this.#ignore(byte)
      case state.sizeEnd:
        if (byte !== LF) return this.#fail('bad chunk line')
        if (this.#size > 0) return this.#go(state.data)
        this.#lineBytes = 0
        return this.#go(state.trailer)
      case state.dataCr:
        return byte === CR ? this.#go(state.dataLf) : this.#fail('chunk longer than its size')
      case state.dataLf:
        if (byte !== LF) return this.#fail('bad chunk end')
        this.#digits = 0
        return this.#go(state.size)
      case state.trailer:
        if (byte === CR) return this.#go(state.trailerLf)
        this.#lineBytes += 1
        return this.#ignore(byte)
      default: {
        if (byte !== LF) return this.#fail('bad trailer')
        const empty = this.#lineBytes === 0
        this.#lineBytes = 0
        return this.#go(empty ? state.done : state.trailer)
      }
    }
  }

  #sizeByte(byte: number): boolean {
    const digit = hexDigit(byte)
    if (digit !== -1) {
      this.#size = this.#digits === 0 ? digit : this.#size * 16 + digit
      this.#digits += 1
      return this.#digits <= mostSizeDigits || this.#fail('chunk size too large')
    }
    if (this.#digits === 0) return this.#fail('bad chunk size')
    if (byte === CR) return this.#go(state.sizeEnd)
    if (byte === 0x3b) return this.#go(state.extension)
    return this.#fail('bad chunk size')
  }

  #ignore(byte: number): boolean {
    this.#ignored += 1
    if (this.#ignored > mostIgnoredBytes) return this.#fail('chunk extensions or trailers too large')
    return (byte >= 32 && byte !== 127) || byte === 9 || this.#fail('control character in chunk line')
  }

  #go(next: number): true {
    this.#state = next
    return true
  }

  #fail(problem: string): false {
    this.problem = problem
    return false
  }
}

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48
  const lower = byte | 32
  return lower >= 97 && lower <= 102 ? lower - 87 : -1
}
