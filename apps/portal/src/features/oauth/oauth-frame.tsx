import type { ReactNode } from 'react'
import { Brand } from '../shell/brand.tsx'

export function OauthFrame({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="border-line border-b px-4 py-3 sm:px-6">
        <Brand name={name} />
      </header>
      <main className="mx-auto w-full max-w-[26rem] px-4 pt-12 pb-24 sm:pt-20">{children}</main>
    </div>
  )
}
