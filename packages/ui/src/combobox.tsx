'use client'
import { Command } from 'cmdk'
import { Check, ChevronsUpDown } from 'lucide-react'
import { Popover } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import { classNames } from './class-names.ts'
import { useFieldControl } from './field-context.tsx'
import { controlStyles } from './input.tsx'
import { Tag } from './tag.tsx'

export type ComboboxOption = { value: string; label: string; description?: ReactNode; keywords?: string[] }

type ComboboxShared = {
  options: ComboboxOption[]
  placeholder?: string
  searchPlaceholder?: string
  emptyText?: string
  name?: string
  disabled?: boolean
  loading?: boolean
  /** Search on the server instead of in `options`. */
  onSearch?: (text: string) => void
  'aria-label'?: string
  className?: string
}
type ComboboxProps = ComboboxShared &
  (
    | { multiple?: false; value: string; onValueChange: (value: string) => void }
    | { multiple: true; value: string[]; onValueChange: (value: string[]) => void }
  )

/** Choose one or many from a long list by typing. Values go into the form as hidden inputs. */
export function Combobox(props: ComboboxProps) {
  const {
    options,
    placeholder = 'Choose',
    searchPlaceholder = 'Search',
    emptyText = 'Nothing matches.',
    disabled,
    loading,
    onSearch,
    className,
  } = props
  const [open, setOpen] = useState(false)
  const { id, name: fieldName, required: _required, ...wiring } = useFieldControl()
  const name = props.name ?? fieldName
  const chosen = props.multiple ? props.value : props.value ? [props.value] : []
  const labelOf = (value: string) => options.find((option) => option.value === value)?.label ?? value

  const toggle = (value: string) => {
    if (props.multiple)
      props.onValueChange(chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value])
    else {
      props.onValueChange(value)
      setOpen(false)
    }
  }

  return (
    <div className={classNames('flex min-w-0 flex-col gap-1.5', className)}>
      {name && chosen.map((value) => <input key={value} type="hidden" name={name} value={value} />)}
      <Popover.Root open={open} onOpenChange={setOpen}>
        <Popover.Trigger asChild>
          <button
            type="button"
            id={id}
            role="combobox"
            aria-expanded={open}
            aria-label={props['aria-label']}
            disabled={disabled}
            {...wiring}
            className={classNames(
              controlStyles,
              'flex h-8 items-center justify-between gap-2 px-2.5 text-left max-sm:h-10 max-sm:text-lg',
            )}
          >
            <span className={classNames('truncate', chosen.length === 0 && 'text-subtle')}>
              {chosen.length === 0
                ? placeholder
                : props.multiple
                  ? `${chosen.length} chosen`
                  : labelOf(chosen[0] ?? '')}
            </span>
            <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-subtle" />
          </button>
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Content
            aria-label={props['aria-label'] ?? searchPlaceholder}
            align="start"
            sideOffset={4}
            className="z-50 w-(--radix-popover-trigger-width) min-w-60 animate-in overflow-hidden rounded-lg bg-raised shadow-float"
          >
            <Command shouldFilter={!onSearch} label={props['aria-label'] ?? searchPlaceholder}>
              <Command.Input
                placeholder={searchPlaceholder}
                {...(onSearch ? { onValueChange: onSearch } : {})}
                className="h-9 w-full border-line border-b bg-transparent px-3 text-base outline-none max-sm:text-lg"
              />
              <Command.List className="max-h-72 overflow-y-auto p-1">
                {loading && <Command.Loading className="px-2 py-3 text-muted text-sm">Searching …</Command.Loading>}
                <Command.Empty className="px-2 py-3 text-muted text-sm">{emptyText}</Command.Empty>
                {options.map((option) => (
                  <Command.Item
                    key={option.value}
                    value={option.value}
                    keywords={[option.label, ...(option.keywords ?? [])]}
                    onSelect={() => toggle(option.value)}
                    className="flex min-h-8 cursor-pointer items-center gap-2 rounded-md px-2 py-1 text-sm data-[selected=true]:bg-hover"
                  >
                    <span className="min-w-0 flex-1">
                      <span className="block truncate">{option.label}</span>
                      {option.description && (
                        <span className="block truncate text-muted text-xs">{option.description}</span>
                      )}
                    </span>
                    {chosen.includes(option.value) && (
                      <Check aria-label="chosen" className="size-4 shrink-0 text-accent-text" />
                    )}
                  </Command.Item>
                ))}
              </Command.List>
            </Command>
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
      {props.multiple && chosen.length > 0 && (
        <div className="flex flex-wrap gap-1.5">
          {chosen.map((value) => (
            <Tag key={value} onRemove={() => toggle(value)} removeLabel={`Remove ${labelOf(value)}`}>
              {labelOf(value)}
            </Tag>
          ))}
        </div>
      )}
    </div>
  )
}
