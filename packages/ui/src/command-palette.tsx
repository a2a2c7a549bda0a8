'use client'
import { Command } from 'cmdk'
import { Search } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { type ReactNode, useEffect, useState } from 'react'
import { classNames } from './class-names.ts'
import { overlayStyles } from './dialog.tsx'
import { Keys } from './keys.tsx'
import { useNavigate } from './link.tsx'

export type CommandItem = {
  id: string
  label: string
  group: string
  hint?: ReactNode
  icon?: ReactNode
  keywords?: string[]
  shortcut?: string
  href?: string
  onSelect?: () => void
}

type CommandPaletteProps = {
  items: CommandItem[]
  /** Search on the server: called with each text; put what is found into `items`. */
  onSearch?: (text: string) => void
  loading?: boolean
  placeholder?: string
  /** Shown for text that matches nothing. */
  emptyText?: ReactNode
  /** Look of the button that opens it; ⌘K and Ctrl K always do. */
  triggerLabel?: string
}

/** Search and commands from anywhere (⌘K, Ctrl K). Renders its own button. */
export function CommandPalette({
  items,
  onSearch,
  loading = false,
  placeholder = 'Search or jump to …',
  emptyText = 'Nothing matches.',
  triggerLabel = 'Search',
}: CommandPaletteProps) {
  const [open, setOpen] = useState(false)
  const [text, setText] = useState('')
  const navigate = useNavigate()
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey) || event.altKey || event.shiftKey) return
      event.preventDefault()
      setOpen((was) => !was)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  const change = (next: boolean) => {
    setOpen(next)
    if (!next) {
      setText('')
      onSearch?.('')
    }
  }
  const groups = [...new Set(items.map((item) => item.group))]
  const choose = (item: CommandItem) => {
    change(false)
    if (item.href) navigate(item.href)
    item.onSelect?.()
  }
  return (
    <Dialog.Root open={open} onOpenChange={change}>
      <Dialog.Trigger className="flex h-8 items-center gap-2 rounded-md border border-line bg-surface px-2 text-muted text-sm shadow-raised transition-colors hover:border-line-strong hover:text-fg max-sm:w-8 max-sm:justify-center max-sm:border-transparent max-sm:bg-transparent max-sm:px-0 max-sm:shadow-none sm:min-w-44">
        <Search aria-hidden className="size-4 shrink-0" />
        <span className="flex-1 text-left max-sm:sr-only">{triggerLabel}</span>
        <Keys className="max-sm:hidden">⌘K</Keys>
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className={overlayStyles} />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-x-0 top-0 z-40 mx-auto w-full max-w-xl animate-in overflow-hidden bg-raised shadow-float outline-none sm:top-[14vh] sm:rounded-xl"
        >
          <Dialog.Title className="sr-only">{triggerLabel}</Dialog.Title>
          <Command loop shouldFilter={!onSearch || text.length === 0} label={triggerLabel}>
            <div className="flex items-center gap-2.5 border-line border-b px-4">
              <Search aria-hidden className="size-4 shrink-0 text-subtle" />
              <Command.Input
                value={text}
                onValueChange={(next) => {
                  setText(next)
                  onSearch?.(next)
                }}
                placeholder={placeholder}
                className="h-12 min-w-0 flex-1 bg-transparent text-lg outline-none"
              />
              <Keys>Esc</Keys>
            </div>
            <Command.List className="max-h-[min(24rem,60dvh)] scroll-py-2 overflow-y-auto p-2">
              {loading && <Command.Loading className="px-2 py-3 text-muted text-sm">Searching …</Command.Loading>}
              {!loading && (
                <Command.Empty className="px-2 py-6 text-center text-muted text-sm">{emptyText}</Command.Empty>
              )}
              {groups.map((group) => (
                <Command.Group
                  key={group}
                  heading={group}
                  className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-subtle [&_[cmdk-group-heading]]:text-xs"
                >
                  {items
                    .filter((item) => item.group === group)
                    .map((item) => (
                      <Command.Item
                        key={item.id}
                        value={item.id}
                        keywords={[item.label, ...(item.keywords ?? [])]}
                        onSelect={() => choose(item)}
                        className={classNames(
                          'flex h-9 cursor-pointer items-center gap-2.5 rounded-md px-2 text-sm [&_svg]:size-4 [&_svg]:text-muted',
                          'data-[selected=true]:bg-hover',
                        )}
                      >
                        {item.icon}
                        <span className="truncate">{item.label}</span>
                        {item.hint && <span className="min-w-0 flex-1 truncate text-muted">{item.hint}</span>}
                        {item.shortcut && <Keys className="ml-auto">{item.shortcut}</Keys>}
                      </Command.Item>
                    ))}
                </Command.Group>
              ))}
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
