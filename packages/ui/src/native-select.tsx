'use client'
import { ChevronsUpDown } from 'lucide-react'
import type { Ref, SelectHTMLAttributes } from 'react'
import { classNames } from './class-names.ts'
import { useFieldControl } from './field-context.tsx'
import { controlStyles } from './input.tsx'

export type SelectOption = { value: string; label: string; disabled?: boolean }
export type NativeSelectProps = SelectHTMLAttributes<HTMLSelectElement> & {
  options?: SelectOption[]
  ref?: Ref<HTMLSelectElement>
}

/** The browser's own select: works without script and is best on phones. */
export function NativeSelect({ options, className, children, ...rest }: NativeSelectProps) {
  const wiring = useFieldControl()
  return (
    <span className="relative block w-full min-w-0">
      <select
        {...wiring}
        {...rest}
        className={classNames(
          controlStyles,
          'h-8 cursor-pointer appearance-none truncate pr-8 pl-2.5 max-sm:h-10 max-sm:text-lg',
          className,
        )}
      >
        {options?.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
        {children}
      </select>
      <ChevronsUpDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-2.5 size-3.5 -translate-y-1/2 text-subtle"
      />
    </span>
  )
}
