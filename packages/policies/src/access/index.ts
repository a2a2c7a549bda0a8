/** Open addressing over handles; removal shifts back, so there are no tombstones and lookups end at the first hole. */
export function indexInsert(index: Int32Array, slot: number, handle: number): void {
  const mask = index.length - 1
  let at = slot
  while (index[at] !== 0) at = (at + 1) & mask
  index[at] = handle
}

/** Removes `handle`, whose search begins at `slot`; `slotOf` gives the same for the others. */
export function indexRemove(index: Int32Array, slot: number, handle: number, slotOf: (handle: number) => number): void {
  const mask = index.length - 1
  let hole = slot
  while (index[hole] !== handle) {
    if (index[hole] === 0) return
    hole = (hole + 1) & mask
  }
  for (let at = (hole + 1) & mask; ; at = (at + 1) & mask) {
    const moved = index[at] as number
    if (moved === 0) break
    // An entry may fill the hole when its own search would come past it.
    const home = slotOf(moved)
    if (((at - home) & mask) >= ((at - hole) & mask)) {
      index[hole] = moved
      hole = at
    }
  }
  index[hole] = 0
}
