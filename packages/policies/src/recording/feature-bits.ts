import { maxFeatureBytes } from '@gatehouse/contracts/usage-event'

/** Position of what the dictionary does not hold. */
export const nowhere = -1

/** Bytes for positions up to the highest of these. */
export function bytesFor(positions: Iterable<number>): number {
  let highest = nowhere
  for (const position of positions) if (position > highest) highest = position
  return Math.min(maxFeatureBytes, (highest + 8) >> 3)
}

/** Positions beyond the array are beyond what a record holds: nothing happens. */
export function setBit(bits: Uint8Array, position: number): void {
  if (position >= 0) bits[position >> 3] = (bits[position >> 3] as number) | (1 << (position & 7))
}
