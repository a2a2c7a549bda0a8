/** Longest that one message may be: a group with 200,000 members. */
const longestMessage = 16 * 1024 * 1024
/** Most that may come after one request: a page of persons, a page of groups. */
const longestAnswer = 64 * 1024 * 1024

/** Why such a connection ends. The client puts it into a message of its own. */
export const endlessAnswer = 'The directory answered more than a directory ever says.'

/**
 * Watches what a server sends, beside the client that reads it. The client keeps a message until it is whole, and copies it with each
 * part that comes; so a message that says it is too long is refused by its head, before it is here.
 */
export class MessageMeter {
  private head: number[] = []
  private left = 0
  private answered = 0

  /** The next request goes out. */
  asked(): void {
    this.answered = 0
  }

  /** True when more came, or is announced, than any directory says. */
  tooMuch(chunk: Buffer): boolean {
    this.answered += chunk.length
    if (this.answered > longestAnswer) return true
    for (let at = 0; at < chunk.length; ) {
      if (this.left > 0) {
        const taken = Math.min(this.left, chunk.length - at)
        this.left -= taken
        at += taken
        continue
      }
      this.head.push(chunk[at] ?? 0)
      at += 1
      const length = bodyLength(this.head)
      if (length === undefined) continue
      if (length > longestMessage) return true
      this.head = []
      this.left = length
    }
    return false
  }
}

/** Length of the body that follows a head (BER); undefined while the head is not complete. */
function bodyLength(head: readonly number[]): number | undefined {
  const [, first, ...rest] = head
  if (first === undefined) return undefined
  if (first < 0x80) return first
  const digits = first & 0x7f
  if (digits === 0 || digits > 4) return Number.POSITIVE_INFINITY
  return rest.length < digits ? undefined : rest.reduce((value, digit) => value * 256 + digit, 0)
}
