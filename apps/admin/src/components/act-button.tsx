'use client'
import { Button, type ButtonProps } from '@gatehouse/ui/button'
import { Tooltip } from '@gatehouse/ui/tooltip'

type ActButtonProps = ButtonProps & {
  /** Why it cannot be done; null or absent: it can. Stays focusable, so that the reason can be read by keyboard too. */
  why?: string | null | undefined
}

/** A button that, when it may not be pressed, says why. */
export function ActButton({ why, onClick, ...rest }: ActButtonProps) {
  if (!why) return <Button {...rest} {...(onClick ? { onClick } : {})} />
  return (
    <Tooltip content={why}>
      <Button
        {...rest}
        type="button"
        aria-disabled
        aria-description={why}
        className="cursor-not-allowed opacity-50"
        onClick={(event) => event.preventDefault()}
      />
    </Tooltip>
  )
}
