'use client'
import { Monitor, Moon, Sun } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from './button.tsx'
import { DropdownMenu } from './dropdown-menu.tsx'
import { applyChoice, readChoice, type ThemeChoice } from './theme-choice.ts'

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
