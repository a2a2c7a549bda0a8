'use client'
import { Check, ChevronsUpDown } from 'lucide-react'
import { Select as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { useFieldControl } from './field-context.tsx'
import { controlStyles } from './input.tsx'

export type RichOption = {
  value: string
  label: ReactNode
  description?: ReactNode
  icon?: ReactNode
  disabled?: boolean
}

type SelectProps = {
  options: RichOption[]
  value?: string
  defaultValue?: string
  onValueChange?: (value: string) => void
  placeholder?: string
  name?: string
  disabled?: boolean
  'aria-label'?: string
  className?: string
}

/** Select with icons and descriptions. For plain lists in forms NativeSelect is lighter. */
export function Select({ options, placeholder = 'Choose', className, 'aria-label': label, ...rest }: SelectProps) {
  const { id, name, ...wiring } = useFieldControl()
  const root = { ...(name ? { name } : {}), ...rest }
  return (
    <Radix.Root {...root}>
      <Radix.Trigger
        id={id}
        aria-label={label}
        {...wiring}
        className={classNames(
          controlStyles,
          'flex h-8 items-center justify-between gap-2 px-2.5 text-left data-placeholder:text-subtle max-sm:h-10 max-sm:text-lg',
          className,
        )}
      >
        <span className="min-w-0 truncate">
          <Radix.Value placeholder={placeholder} />
        </span>
        <Radix.Icon>
          <ChevronsUpDown aria-hidden className="size-3.5 text-subtle" />
        </Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          className="z-50 max-h-80 min-w-(--radix-select-trigger-width) max-w-96 animate-in overflow-hidden rounded-lg bg-raised p-1 shadow-float"
        >
          <Radix.Viewport>
            {options.map((option) => (
              <Radix.Item
                key={option.value}
                value={option.value}
                disabled={option.disabled ?? false}
                className="relative flex min-h-8 cursor-pointer select-none items-center gap-2 rounded-md py-1 pr-8 pl-2 text-sm outline-none data-disabled:cursor-not-allowed data-highlighted:bg-hover data-disabled:opacity-50 [&_svg]:size-4"
              >
                {option.icon}
                <span className="min-w-0">
                  <Radix.ItemText>{option.label}</Radix.ItemText>
                  {option.description && <span className="block text-muted text-xs">{option.description}</span>}
                </span>
                <Radix.ItemIndicator className="absolute right-2">
                  <Check aria-hidden className="text-accent-text" />
                </Radix.ItemIndicator>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
