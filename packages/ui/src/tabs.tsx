'use client'
import { Tabs as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

export type Tab = { value: string; label: ReactNode; content: ReactNode }

type TabsProps = {
  tabs: Tab[]
  label: string
  defaultValue?: string
  value?: string
  onValueChange?: (value: string) => void /** `pills` for small switches inside a card. */
  look?: 'line' | 'pills'
  className?: string
}

/** Tabs within a page. For pages of their own use LinkTabs. */
export function Tabs({ tabs, label, defaultValue, value, onValueChange, look = 'line', className }: TabsProps) {
  const state = {
    ...(value === undefined ? { defaultValue: defaultValue ?? tabs[0]?.value ?? '' } : { value }),
    ...(onValueChange ? { onValueChange } : {}),
  }
  return (
    <Radix.Root {...state} className={classNames('min-w-0', className)}>
      <div className="overflow-x-auto [scrollbar-width:none]">
        <Radix.List
          aria-label={label}
          className={
            look === 'line'
              ? 'flex min-w-max gap-1 border-line border-b'
              : 'inline-flex rounded-md border border-line bg-sunken p-0.5'
          }
        >
          {tabs.map((tab) => (
            <Radix.Trigger
              key={tab.value}
              value={tab.value}
              className={
                look === 'line'
                  ? 'relative h-9 px-2.5 text-muted text-sm transition-colors after:absolute after:inset-x-2.5 after:bottom-0 after:h-0.5 after:rounded-full hover:text-fg focus-visible:-outline-offset-2 data-[state=active]:font-medium data-[state=active]:text-fg data-[state=active]:after:bg-accent'
                  : 'h-6 rounded px-2.5 text-muted text-sm transition-colors hover:text-fg data-[state=active]:bg-surface data-[state=active]:text-fg data-[state=active]:shadow-raised'
              }
            >
              {tab.label}
            </Radix.Trigger>
          ))}
        </Radix.List>
      </div>
      {tabs.map((tab) => (
        <Radix.Content key={tab.value} value={tab.value} className="pt-4 outline-none focus-visible:outline-2">
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  )
}
