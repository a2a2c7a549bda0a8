'use client'
import { useNavigate } from './link.tsx'
import { useShortcut } from './use-shortcut.tsx'

type ShortcutProps = {
  keyName: string /** Goes there. */
  href?: string /** Presses or focuses the element with this id. */
  target?: string
  enabled?: boolean
}

/** A key of a page, placed by server components: goes to an address, or presses (a button, a link) or focuses (a field) an element. */
export function Shortcut({ keyName, href, target, enabled = true }: ShortcutProps) {
  const navigate = useNavigate()
  useShortcut(
    keyName,
    () => {
      if (href) return navigate(href)
      const element = target ? document.getElementById(target) : null
      if (element instanceof HTMLButtonElement || element instanceof HTMLAnchorElement) element.click()
      else element?.focus()
    },
    enabled,
  )
  return null
}
