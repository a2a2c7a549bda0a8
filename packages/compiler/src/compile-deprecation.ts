import type { SnapshotDeprecation } from '@gatehouse/contracts/snapshot'

/** The same for equal state: brown-outs by time and apart from each other, of each application its longest extension, by id. */
export function compileDeprecation(source: SnapshotDeprecation): SnapshotDeprecation {
  const brownOuts: SnapshotDeprecation['brownOuts'] = []
  for (const { from, to } of [...source.brownOuts].sort((a, b) => a.from - b.from)) {
    const last = brownOuts.at(-1)
    if (from >= to) continue
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to)
    else brownOuts.push({ from, to })
  }
  const extensions = new Map<string, SnapshotDeprecation['extensions'][number]>()
  for (const extension of source.extensions) {
    const before = extensions.get(extension.applicationId)
    if (before === undefined || before.until < extension.until) extensions.set(extension.applicationId, extension)
  }
  return {
    ...source,
    brownOuts,
    extensions: [...extensions.values()].sort((a, b) => (a.applicationId < b.applicationId ? -1 : 1)),
  }
}
