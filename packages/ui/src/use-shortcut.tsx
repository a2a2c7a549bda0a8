'use client'
import { useEffect, useRef } from 'react'

const typingIn = 'input, textarea, select, [contenteditable="true"], [role="dialog"], [role="menu"], [role="listbox"]'

/**
 * Runs `act` when `key` is pressed alone, unless someone is typing or a dialog or menu has the focus.
 * `enabled` false switches it off, e.g. for a reader who may not do it.
 */
export function useShortcut(key: string, act: () => void, enabled = true): void {
  const latest = useRef(act)
  useEffect(() => {
    latest.current = act
  })
  useEffect(() => {
    if (!enabled) return
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== key || event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented || event.repeat)
        return
      if (event.target instanceof Element && event.target.closest(typingIn)) return
      if (document.querySelector('[role="dialog"][data-state="open"]')) return
      event.preventDefault()
      latest.current()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [key, enabled])
}
