/** Something that can give back the memory that it holds, and make again what was in it. */
export type Holder = { forget(): void }

/** Most entries (of some four bytes) that all patterns of a thread hold together: about 64 MB. */
const most = 1 << 24

const holders = new Set<Holder>()
let total = 0

/** Counts entries for a holder. When all hold too much, all forget: those in use are back after a text or two. */
export function hold(holder: Holder, entries: number): void {
  holders.add(holder)
  total += entries
  if (total <= most) return
  total = 0
  const all = [...holders]
  holders.clear()
  for (const each of all) each.forget()
}
