'use client'
import type { InputHTMLAttributes, ReactNode, Ref } from 'react'
import { classNames } from './class-names.ts'
import { useFieldControl } from './field-context.tsx'

/** Shared look of text fields, textareas and selects. */
export const controlStyles =
  'w-full min-w-0 rounded-md border border-line-strong bg-surface text-base text-fg shadow-raised transition-colors hover:border-control-line focus-visible:outline-offset-0 disabled:cursor-not-allowed disabled:bg-sunken disabled:text-muted [&:is(input,textarea):read-only]:bg-sunken aria-invalid:border-bad'

export type InputProps = InputHTMLAttributes<HTMLInputElement> & {
  ref?: Ref<HTMLInputElement>
  mono?: boolean
  /** Icon or unit inside the field, before or after the text. */
  leading?: ReactNode
  trailing?: ReactNode
}

/** Text field; takes id, description and error from the Field around it. */
export function Input({ className, mono = false, leading, trailing, ...rest }: InputProps) {
  const wiring = useFieldControl()
  const input = (
    <input
      {...wiring}
      {...rest}
      className={classNames(
        controlStyles,
        'h-8 px-2.5 max-sm:h-10 max-sm:text-lg',
        mono && 'font-mono text-sm',
        leading && 'pl-8',
        trailing && 'pr-10',
        className,
      )}
    />
  )
  if (!leading && !trailing) return input
  return (
    <span className="relative block w-full min-w-0">
      {leading && (
        <span className="pointer-events-none absolute inset-y-0 left-2.5 flex items-center text-subtle [&_svg]:size-4">
          {leading}
        </span>
      )}
      {input}
      {trailing && (
        <span className="absolute inset-y-0 right-2 flex items-center text-muted text-sm [&_svg]:size-4">
          {trailing}
        </span>
      )}
    </span>
  )
}
