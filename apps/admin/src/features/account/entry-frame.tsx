import { SkipLink } from '@gatehouse/ui/skip-link'
import { ThemeToggle } from '@gatehouse/ui/theme'
import type { ReactNode } from 'react'
import { Brand } from '../shell/brand.tsx'

/** Around sign-in and the pages behind a mail's link: one column, nothing to distract. */
export function EntryFrame({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <header className="flex h-14 items-center justify-between px-4 sm:px-6">
        <Brand name="Gatehouse" />
        <ThemeToggle />
      </header>
      <main id="content" tabIndex={-1} className="grid flex-1 place-items-center px-4 pb-24 outline-none">
        <div className="w-full max-w-[22rem]">{children}</div>
      </main>
    </div>
  )
}

export function EntryTitle({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="mb-6">
      <h1 className="text-xl">{title}</h1>
      {children && <p className="mt-1 text-muted text-sm">{children}</p>}
    </div>
  )
}
