import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

type PageProps = {
  children: ReactNode /** `reading` 1,200 px, `narrow` 720 px for forms, `full` for tables. */
  width?: 'reading' | 'narrow' | 'full'
  className?: string
}

const widths = { reading: 'max-w-[1200px]', narrow: 'max-w-[720px]', full: 'max-w-none' }

/** Frame of a page's content: width, padding, rhythm; leaves room for the fixed primary button on small screens. */
export function Page({ children, width = 'reading', className }: PageProps) {
  return (
    <div
      className={classNames(
        'mx-auto flex w-full flex-col gap-6 px-4 pt-5 pb-24 sm:px-6 sm:pb-12',
        widths[width],
        className,
      )}
    >
      {children}
    </div>
  )
}
