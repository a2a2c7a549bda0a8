'use client'
import type { CursorPagerProps } from '@gatehouse/ui/cursor-pager'
import { parseAsString, useQueryState } from 'nuqs'

/** Pages of a list by cursor, kept in the address: the browser's back button is "newer". */
export function usePaging() {
  const [cursor, setCursor] = useQueryState('cursor', parseAsString.withOptions({ history: 'push' }))
  const pager = (next: string | null | undefined, note?: string): { pager?: CursorPagerProps } => {
    if (!next && !cursor) return {}
    return {
      pager: {
        ...(cursor ? { onNewer: () => void setCursor(null) } : {}),
        ...(next ? { onOlder: () => void setCursor(next) } : {}),
        ...(note ? { note } : {}),
        labels: { newer: 'To the first page', older: 'Next page' },
      },
    }
  }
  return { cursor, pager, reset: () => void setCursor(null) }
}
