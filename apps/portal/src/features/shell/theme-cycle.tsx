'use client'
import { applyChoice, readChoice, type ThemeChoice } from '@gatehouse/ui/theme-choice'
import { Monitor, Moon, Sun } from 'lucide-react'
import { useEffect, useState } from 'react'

const following: Record<ThemeChoice, ThemeChoice> = { system: 'light', light: 'dark', dark: 'system' }
const words: Record<ThemeChoice, string> = { system: 'as the system', light: 'light', dark: 'dark' }
const icons = { system: Monitor, light: Sun, dark: Moon }

/** One button through system, light and dark: a menu would weigh more than all else on a reference page. */
export function ThemeCycle() {
  const [choice, setChoice] = useState<ThemeChoice>('system')
  useEffect(() => setChoice(readChoice()), [])
  useEffect(() => {
    if (choice !== 'system') return
    const media = matchMedia('(prefers-color-scheme: dark)')
    const follow = () => applyChoice('system')
    media.addEventListener('change', follow)
    return () => media.removeEventListener('change', follow)
  }, [choice])
  const next = following[choice]
  const label = `Theme: ${words[choice]}. Press for ${words[next]}.`
  const Icon = icons[choice]
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className="grid size-8 place-items-center rounded-md text-muted hover:bg-hover hover:text-fg"
      onClick={() => {
        setChoice(next)
        applyChoice(next)
      }}
    >
      <Icon aria-hidden className="size-4" />
    </button>
  )
}
