import { classNames } from './class-names.ts'

/** A key or chord as it stands on the keyboard, e.g. "⌘K". */
export function Keys({ children, className }: { children: string; className?: string }) {
  return (
    <kbd
      className={classNames(
        'inline-flex h-5 min-w-5 items-center justify-center rounded border border-line bg-sunken px-1 font-sans text-muted text-xs',
        className,
      )}
    >
      {children}
    </kbd>
  )
}
