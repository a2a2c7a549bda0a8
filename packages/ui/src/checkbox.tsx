import type { InputHTMLAttributes, ReactNode, Ref } from 'react'
import { classNames } from './class-names.ts'

type CheckboxProps = Omit<InputHTMLAttributes<HTMLInputElement>, 'type'> & {
  label: ReactNode
  description?: ReactNode
  hideLabel?: boolean
  ref?: Ref<HTMLInputElement>
}

const tick =
  "checked:bg-[url(\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16' fill='none' stroke='white' stroke-width='2.2' stroke-linecap='round' stroke-linejoin='round'%3E%3Cpath d='m3.8 8.4 2.8 2.7 5.6-6'/%3E%3C/svg%3E\")] indeterminate:bg-[url(\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16' stroke='white' stroke-width='2.2' stroke-linecap='round'%3E%3Cpath d='M4 8h8'/%3E%3C/svg%3E\")]"

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
        className={classNames(
          'mt-0.5 size-4 shrink-0 cursor-[inherit] appearance-none rounded border border-control-line bg-center bg-surface transition-colors checked:border-accent checked:bg-accent indeterminate:border-accent indeterminate:bg-accent',
          tick,
        )}
      />
      <span className={classNames('min-w-0', hideLabel && 'sr-only')}>
        <span className="block text-base">{label}</span>
        {description && <span className="block text-muted text-sm">{description}</span>}
      </span>
    </label>
  )
}
