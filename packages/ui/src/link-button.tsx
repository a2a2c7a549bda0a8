import type { ReactNode } from 'react'
import { type ButtonLook, buttonStyles } from './button-styles.tsx'
import { classNames } from './class-names.ts'
import { Link, type LinkProps } from './link.tsx'

/** A link that looks like a button. */
export function LinkButton({
  variant,
  size,
  block,
  icon,
  className,
  children,
  ...rest
}: LinkProps & ButtonLook & { icon?: ReactNode }) {
  return (
    <Link {...rest} className={classNames(buttonStyles({ variant, size, block }), className)}>
      {icon}
      {children}
    </Link>
  )
}
