'use client'
import { type ReactNode, useEffect, useRef } from 'react'
import { classNames } from './class-names.ts'

type DisclosureProps = {
  /** Said to screen readers. */
  label: string
  button: ReactNode
  children: ReactNode
  /** Closes when this changes: the page that is shown. */
  closeOn?: string
  className?: string
  buttonClassName?: string
  panelClassName?: string
}

/**
 * A button with a panel of links, as `details`: opens before and without any script. With script it closes on Escape, on a press
 * outside and when the page changes.
 */
export function Disclosure({
  label,
  button,
  children,
  closeOn,
  className,
  buttonClassName,
  panelClassName,
}: DisclosureProps) {
  const details = useRef<HTMLDetailsElement>(null)
  useEffect(() => {
    if (details.current) details.current.open = false
  }, [closeOn])
  useEffect(() => {
    const onPointer = (event: PointerEvent) => {
      const element = details.current
      if (element?.open && !element.contains(event.target as Node)) element.open = false
    }
    const onKey = (event: KeyboardEvent) => {
      const element = details.current
      if (event.key !== 'Escape' || !element?.open) return
      element.open = false
      element.querySelector('summary')?.focus()
    }
    document.addEventListener('pointerdown', onPointer)
    document.addEventListener('keydown', onKey)
    return () => {
      document.removeEventListener('pointerdown', onPointer)
      document.removeEventListener('keydown', onKey)
    }
  }, [])
  return (
    <details ref={details} className={classNames('relative', className)}>
      <summary
        className={classNames(
          'grid size-8 list-none place-items-center rounded-md text-muted hover:bg-hover hover:text-fg',
          buttonClassName,
        )}
      >
        {/* As text: a name that only an attribute gives may differ from what is seen, and speech input then misses it. */}
        <span className="sr-only">{label}</span>
        {button}
      </summary>
      <div className={classNames('z-40 bg-raised', panelClassName)}>{children}</div>
    </details>
  )
}
