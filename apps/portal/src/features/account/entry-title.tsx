import type { ReactNode } from 'react'

/** One column, nothing to distract: the frame of sign-in, sign-up and the pages behind a mail's link. */
export function EntryColumn({ children }: { children: ReactNode }) {
  return <div className="mx-auto w-full max-w-[24rem] px-4 pt-12 pb-24 sm:pt-20">{children}</div>
}

export function EntryTitle({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="mb-6">
      <h1 className="text-xl">{title}</h1>
      {children && <p className="mt-1 text-muted text-sm">{children}</p>}
    </div>
  )
}
