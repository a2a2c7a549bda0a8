'use client'
import type { Ref, TextareaHTMLAttributes } from 'react'
import { classNames } from './class-names.ts'
import { useFieldControl } from './field-context.tsx'
import { controlStyles } from './input.tsx'

export type TextareaProps = TextareaHTMLAttributes<HTMLTextAreaElement> & {
  ref?: Ref<HTMLTextAreaElement>
  mono?: boolean
}

/** Text of several lines; grows with its content where the browser can. */
export function Textarea({ className, mono = false, rows = 4, ...rest }: TextareaProps) {
  const wiring = useFieldControl()
  return (
    <textarea
      rows={rows}
      {...wiring}
      {...rest}
      className={classNames(
        controlStyles,
        'field-sizing-content max-h-96 min-h-20 px-2.5 py-1.5',
        mono && 'font-mono text-sm',
        className,
      )}
    />
  )
}
