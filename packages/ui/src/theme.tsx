'use client'
import { Monitor, Moon, Sun } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from './button.tsx'
import { DropdownMenu } from './dropdown-menu.tsx'
import { themeCookie } from './theme-script.tsx'

export type ThemeChoice = 'system' | 'light' | 'dark'

function readChoice(): ThemeChoice {
  const found = document.cookie.match(new RegExp(`(?:^|; )${themeCookie}=(light|dark)`))?.[1]
  return found === 'light' || found === 'dark' ? found : 'system'
}

function applyChoice(choice: ThemeChoice) {
  const year = 60 * 60 * 24 * 365
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing on plain http.
  document.cookie = `${themeCookie}=${choice === 'system' ? '' : choice}; path=/; max-age=${choice === 'system' ? 0 : year}; samesite=lax`
  const dark = choice === 'dark' || (choice === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.classList.toggle('dark', dark)
  document.documentElement.classList.toggle('light', !dark)
}

/** Lets a reader choose light, dark, or what the system says. Needs ThemeScript in the document's head. */
export function ThemeToggle() {
  const [choice, setChoice] = useState<ThemeChoice>('system')
  useEffect(() => setChoice(readChoice()), [])
  useEffect(() => {
    if (choice !== 'system') return
    const media = matchMedia('(prefers-color-scheme: dark)')
    const follow = () => applyChoice('system')
    media.addEventListener('change', follow)
    return () => media.removeEventListener('change', follow)
  }, [choice])
  const choose = (next: ThemeChoice) => {
    setChoice(next)
    applyChoice(next)
  }
  const Icon = choice === 'dark' ? Moon : choice === 'light' ? Sun : Monitor
  return (
    <DropdownMenu
      label="Theme"
      trigger={
        <Button variant="ghost" aria-label={`Theme: ${choice}`} className="w-8 px-0">
          <Icon aria-hidden />
        </Button>
      }
      items={[
        { label: 'Light', icon: <Sun aria-hidden />, onSelect: () => choose('light') },
        { label: 'Dark', icon: <Moon aria-hidden />, onSelect: () => choose('dark') },
        { label: 'As the system', icon: <Monitor aria-hidden />, onSelect: () => choose('system') },
      ]}
    />
  )
}
