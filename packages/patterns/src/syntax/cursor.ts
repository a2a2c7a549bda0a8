/** Walks through a pattern's text. */
export class Cursor {
  readonly text: string
  at = 0

  constructor(text: string) {
    this.text = text
  }

  get ended(): boolean {
    return this.at >= this.text.length
  }

  /** The code unit `ahead` of the cursor; empty behind the end. */
  peek(ahead = 0): string {
    return this.text.charAt(this.at + ahead)
  }

  take(expected: string): boolean {
    if (!this.text.startsWith(expected, this.at)) return false
    this.at += expected.length
    return true
  }

  /** What a sticky expression finds here; the cursor then stands behind it. */
  match(sticky: RegExp): RegExpExecArray | null {
    sticky.lastIndex = this.at
    const found = sticky.exec(this.text)
    if (found !== null) this.at = sticky.lastIndex
    return found
  }

  codePoint(): number {
    const point = this.text.codePointAt(this.at) ?? 0
    this.at += point > 0xffff ? 2 : 1
    return point
  }
}
