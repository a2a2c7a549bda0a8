'use client'
import { Check, ListFilter, Search, X } from 'lucide-react'
import { Popover } from 'radix-ui'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Button } from './button.tsx'
import { classNames } from './class-names.ts'

export type Filter = {
  id: string
  label: string
  options: { value: string; label: string; count?: string }[]
  multiple?: boolean
}

type FilterBarProps = {
  /** Text of the search; changes are reported 250 ms after the last key. */
  search?: { value: string; placeholder?: string; onChange: (text: string) => void }
  filters?: Filter[]
  /** Chosen values by filter id. */
  values?: Record<string, string[]>
  onChange?: (id: string, values: string[]) => void
  onClear?: () => void
  /** Right end: count, export, view. */
  actions?: ReactNode
  className?: string
}

/** Search and filters of a list. It owns nothing: the address of the page does. */
export function FilterBar({
  search,
  filters = [],
  values = {},
  onChange,
  onClear,
  actions,
  className,
}: FilterBarProps) {
  const active = filters.some((filter) => (values[filter.id] ?? []).length > 0) || (search?.value ?? '') !== ''
  return (
    <search className={classNames('flex flex-wrap items-center gap-2', className)}>
      {search && <SearchBox {...search} />}
      {filters.map((filter) => (
        <FilterChip
          key={filter.id}
          filter={filter}
          chosen={values[filter.id] ?? []}
          onChange={(next) => onChange?.(filter.id, next)}
        />
      ))}
      {active && onClear && (
        <Button size="md" variant="ghost" onClick={onClear}>
          Clear
        </Button>
      )}
      {actions && <div className="ml-auto flex items-center gap-2 text-muted text-sm">{actions}</div>}
    </search>
  )
}

function SearchBox({ value, placeholder = 'Search', onChange }: NonNullable<FilterBarProps['search']>) {
  const [text, setText] = useState(value)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => setText(value), [value])
  useEffect(() => () => clearTimeout(timer.current), [])
  const change = (next: string) => {
    setText(next)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => onChange(next), 250)
  }
  return (
    <span className="relative w-full sm:w-64">
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-subtle"
      />
      <input
        type="search"
        value={text}
        onChange={(event) => change(event.target.value)}
        placeholder={placeholder}
        aria-label={placeholder}
        className="h-8 w-full rounded-md border border-line-strong bg-surface pr-2.5 pl-8 text-sm shadow-raised transition-colors hover:border-control-line focus-visible:outline-offset-0 max-sm:h-10 max-sm:text-lg"
      />
    </span>
  )
}

function FilterChip({
  filter,
  chosen,
  onChange,
}: {
  filter: Filter
  chosen: string[]
  onChange: (values: string[]) => void
}) {
  const labels = filter.options.filter((option) => chosen.includes(option.value)).map((option) => option.label)
  const active = chosen.length > 0
  const toggle = (value: string) => {
    if (chosen.includes(value)) onChange(chosen.filter((one) => one !== value))
    else onChange(filter.multiple ? [...chosen, value] : [value])
  }
  return (
    <Popover.Root>
      <span
        className={classNames(
          'inline-flex h-8 min-w-0 items-center rounded-md border text-sm',
          active ? 'border-accent-line bg-accent-soft text-accent-text' : 'border-line-strong border-dashed text-muted',
        )}
      >
        <Popover.Trigger className="inline-flex h-full min-w-0 items-center gap-1.5 rounded-md px-2.5 transition-colors hover:text-fg">
          {!active && <ListFilter aria-hidden className="size-3.5" />}
          <span className={active ? '' : 'text-fg'}>{filter.label}</span>
          {active && (
            <span className="max-w-40 truncate font-medium">
              {labels.length > 2 ? `${labels.length} chosen` : labels.join(', ')}
            </span>
          )}
        </Popover.Trigger>
        {active && (
          <button
            type="button"
            aria-label={`Remove filter ${filter.label}`}
            onClick={() => onChange([])}
            className="mr-1 grid size-6 place-items-center rounded hover:bg-accent-line/50"
          >
            <X aria-hidden className="size-3.5" />
          </button>
        )}
      </span>
      <Popover.Portal>
        <Popover.Content
          aria-label={filter.label}
          align="start"
          sideOffset={4}
          className="z-50 max-h-80 min-w-48 animate-in overflow-y-auto rounded-lg bg-raised p-1 shadow-float"
        >
          <ul aria-label={filter.label}>
            {filter.options.map((option) => {
              const on = chosen.includes(option.value)
              return (
                <li key={option.value}>
                  <button
                    type="button"
                    aria-pressed={on}
                    onClick={() => toggle(option.value)}
                    className="flex min-h-8 w-full items-center gap-2 rounded-md px-2 text-left text-sm hover:bg-hover"
                  >
                    <span
                      className={classNames(
                        'grid size-4 shrink-0 place-items-center border',
                        filter.multiple ? 'rounded' : 'rounded-full',
                        on ? 'border-accent bg-accent text-accent-fg' : 'border-control-line',
                      )}
                    >
                      {on && <Check aria-hidden className="size-3" />}
                    </span>
                    <span className="flex-1 truncate">{option.label}</span>
                    {option.count && <span className="gh-tabular text-subtle">{option.count}</span>}
                  </button>
                </li>
              )
            })}
          </ul>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
