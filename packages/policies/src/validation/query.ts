/** `+` and percent escapes undone (application/x-www-form-urlencoded); malformed escapes stay as they are. */
export function decodeQuery(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  if (!spaced.includes('%')) return spaced
  try {
    return decodeURIComponent(spaced)
  } catch {
    return spaced
  }
}

/** Calls for each `name=value` of a query; offsets into `target`, raw. `equals` is where the name ends. */
export function eachPair(
  target: string,
  from: number,
  visit: (start: number, equals: number, end: number) => void,
): void {
  for (let start = from; start < target.length; ) {
    let end = target.indexOf('&', start)
    if (end < 0) end = target.length
    if (end > start) {
      const found = target.indexOf('=', start)
      visit(start, found < 0 || found > end ? end : found, end)
    }
    start = end + 1
  }
}

/** Whether the pair's name, decoded where that is needed, is `name`. */
export function isNamed(target: string, start: number, equals: number, name: string): boolean {
  if (equals - start === name.length && target.startsWith(name, start)) return true
  if (equals - start <= name.length) return false
  const raw = target.slice(start, equals)
  return (raw.includes('%') || raw.includes('+')) && decodeQuery(raw) === name
}
