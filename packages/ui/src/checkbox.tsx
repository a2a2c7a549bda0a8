import type { InputHTMLAttributes, ReactNode, Ref } from 'react'
import { classNames } from './class-names.ts'

type CheckboxProps = Omit<InputHTMLAttributes<HTMLInputElement>, 'type'> & {
  label: ReactNode
  description?: ReactNode
  hideLabel?: boolean
  ref?: Ref<HTMLInputElement>
}

/** Native checkbox with its label; works without script. */
export function Checkbox({ label, description, hideLabel = false, className, disabled, ...rest }: CheckboxProps) {
  return (
    <label
      className={classNames(
        'flex min-w-0 cursor-pointer items-start gap-2.5',
        disabled && 'cursor-not-allowed opacity-60',
        className,
      )}
    >
      <input
        type="checkbox"
        disabled={disabled}
        {...rest}
        className="gh-checkbox mt-0.5 size-4 shrink-0 cursor-[inherit] appearance-none rounded border border-control-line bg-surface transition-colors checked:border-accent checked:bg-accent indeterminate:border-accent indeterminate:bg-accent"
      />
      <span className={classNames('min-w-0', hideLabel && 'sr-only')}>
        <span className="block text-base">{label}</span>
        {description && <span className="block text-muted text-sm">{description}</span>}
      </span>
    </label>
  )
}
