/** Whether `text` is `lower` but for ASCII case; lengths are equal already. */
function sameIgnoringCase(text: string, lower: string): boolean {
  for (let i = 0; i < lower.length; i += 1) {
    const code = text.charCodeAt(i)
    if ((code >= 0x41 && code <= 0x5a ? code | 0x20 : code) !== lower.charCodeAt(i)) return false
  }
  return true
}

/** Index of the next field of that lower-case name at or after `from`, or −1. The value stands one further. */
export function headerIndex(rawHeaders: readonly string[], lowerName: string, from = 0): number {
  const length = lowerName.length
  for (let i = from; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string
    if (name.length === length && (name === lowerName || sameIgnoringCase(name, lowerName))) return i
  }
  return -1
}

/** The field's value; several lines are joined by comma as RFC 9110 §5.3 says. */
export function headerValue(rawHeaders: readonly string[], lowerName: string): string | undefined {
  const first = headerIndex(rawHeaders, lowerName)
  if (first < 0) return undefined
  let value = rawHeaders[first + 1] as string
  for (let i = headerIndex(rawHeaders, lowerName, first + 2); i >= 0; i = headerIndex(rawHeaders, lowerName, i + 2)) {
    value += `, ${rawHeaders[i + 1] as string}`
  }
  return value
}
