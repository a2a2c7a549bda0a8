import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

/** Styles for rendered markdown (class `gh-prose`). */
export function Prose({ children, className }: { children: ReactNode; className?: string }) {
  return <div className={classNames('gh-prose max-w-[72ch]', className)}>{children}</div>
}
