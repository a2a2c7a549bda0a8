/** So few may always go: in a small company one person is a large share. */
const alwaysFew = 5

/**
 * Whether so much is gone that it is rather a mistake (a filter, a base, rights of the account, half a restore) than people who left.
 * Nothing at all, where there was something, always is. Pure.
 */
export function isSuspicious(known: number, gone: number, share: number): boolean {
  if (known === 0 || gone === 0 || share >= 100) return false
  if (gone >= known) return true
  return gone > alwaysFew && gone * 100 > known * share
}
