/**
 * Order of keys that two sides changed: the file's where the file moved what it had, otherwise the people's. What only the other
 * side has stands behind what it stood behind there.
 */
export function mergeOrder(base: readonly string[], mine: readonly string[], file: readonly string[]): string[] {
  const [known, inFile] = [new Set(base), new Set(file)]
  const [before, now] = [base.filter((key) => inFile.has(key)), file.filter((key) => known.has(key))]
  const moved = before.some((key, index) => key !== now[index])
  const [first, second] = moved ? [file, mine] : [mine, file]
  const own = new Set(first)
  const followers = new Map<string | undefined, string[]>()
  let anchor: string | undefined
  for (const key of second) {
    if (own.has(key)) {
      anchor = key
      continue
    }
    const list = followers.get(anchor)
    if (list) list.push(key)
    else followers.set(anchor, [key])
  }
  return [undefined, ...first].flatMap((key) => [...(key === undefined ? [] : [key]), ...(followers.get(key) ?? [])])
}
