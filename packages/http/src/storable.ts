/**
 * Whether PostgreSQL stores every text in the value: none with a NUL, and none with half a surrogate pair, which JSON can carry but
 * UTF-8 cannot. Refused at the gate, it is the caller's mistake and not our surprise. The value's depth is bounded before (read-json.ts).
 */
export function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0')
  if (value === null || typeof value !== 'object') return true
  return Object.entries(value).every(([key, member]) => isStorable(key) && isStorable(member))
}
