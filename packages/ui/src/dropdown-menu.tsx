'use client'
import { Ellipsis } from 'lucide-react'
import { DropdownMenu as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { classNames } from './class-names.ts'
import { Link } from './link.tsx'

export type MenuItem =
  | {
      kind?: 'item'
      label: ReactNode
      icon?: ReactNode
      shortcut?: string
      onSelect?: () => void
      href?: string
      tone?: 'danger'
      disabled?: boolean /** Shown under the label, e.g. who may do it. */
      note?: ReactNode
    }
  | { kind: 'separator' }
  | { kind: 'heading'; label: ReactNode }

type DropdownMenuProps = {
  items: MenuItem[]
  /** Defaults to a "⋯" button called "More". */
  trigger?: ReactNode
  label?: string
  align?: 'start' | 'center' | 'end'
  /** A lighter default button, for cards and rows. */
  quiet?: boolean
}

const itemStyles =
  'flex min-h-8 cursor-pointer select-none items-center gap-2 rounded-md px-2 py-1 text-sm outline-none data-disabled:cursor-not-allowed data-highlighted:bg-hover [&_svg]:size-4 [&_svg]:text-muted'

/** Menu of acts and links. */
export function DropdownMenu({ items, trigger, label = 'More', align = 'end', quiet = false }: DropdownMenuProps) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>
        {trigger ?? (
          <Button
            aria-label={label}
            variant={quiet ? 'ghost' : 'secondary'}
            size={quiet ? 'sm' : 'md'}
            className={quiet ? 'w-7 px-0' : 'w-8 px-0'}
          >
            <Ellipsis aria-hidden />
          </Button>
        )}
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="z-50 min-w-44 max-w-80 animate-in rounded-lg bg-raised p-1 shadow-float"
        >
          {items.map((item, index) => {
            if (item.kind === 'separator')
              return <Radix.Separator key={`separator-${index}`} className="-mx-1 my-1 h-px bg-line" />
            if (item.kind === 'heading') {
              return (
                <Radix.Label key={`heading-${index}`} className="px-2 pt-1.5 pb-1 font-medium text-subtle text-xs">
                  {item.label}
                </Radix.Label>
              )
            }
            const content = (
              <>
                {item.icon}
                <span className={classNames('min-w-0 flex-1', item.disabled && 'opacity-55')}>
                  <span className="block truncate">{item.label}</span>
                  {item.note && <span className="block whitespace-normal text-muted text-xs">{item.note}</span>}
                </span>
                {item.shortcut && <kbd className="font-sans text-subtle text-xs">{item.shortcut}</kbd>}
              </>
            )
            const look = classNames(itemStyles, item.tone === 'danger' && 'text-bad-text [&_svg]:text-bad-text')
            return item.href && !item.disabled ? (
              <Radix.Item key={item.href} asChild className={look}>
                <Link href={item.href}>{content}</Link>
              </Radix.Item>
            ) : (
              <Radix.Item
                key={`item-${index}`}
                disabled={item.disabled ?? false}
                onSelect={() => item.onSelect?.()}
                className={look}
              >
                {content}
              </Radix.Item>
            )
          })}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
