'use client'
import type { ReactNode } from 'react'
import { Button, type ButtonProps } from './button.tsx'
import { classNames } from './class-names.ts'
import { Tooltip } from './tooltip.tsx'

type IconButtonProps = Omit<ButtonProps, 'children' | 'icon'> & {
  /** Read by screen readers and shown as tooltip. */
  label: string
  icon: ReactNode
  /** Keys shown in the tooltip, e.g. "⌘K". */
  shortcut?: string
  tooltip?: boolean
}

/** Square button with an icon only; its label is never lost. */
export function IconButton({
  label,
  icon,
  shortcut,
  tooltip = true,
  size = 'md',
  variant = 'ghost',
  className,
  ...rest
}: IconButtonProps) {
  const square = size === 'sm' ? 'w-7' : size === 'lg' ? 'w-10' : 'w-8'
  const button = (
    <Button
      {...rest}
      size={size}
      variant={variant}
      aria-label={label}
      className={classNames('px-0', square, className)}
    >
      {icon}
    </Button>
  )
  if (!tooltip) return button
  return (
    <Tooltip content={label} {...(shortcut ? { shortcut } : {})}>
      {button}
    </Tooltip>
  )
}
