import type { InputHTMLAttributes, ReactNode, Ref } from 'react'
import { classNames } from './class-names.ts'

type SwitchProps = Omit<InputHTMLAttributes<HTMLInputElement>, 'type' | 'role'> & {
  label: ReactNode
  description?: ReactNode
  hideLabel?: boolean
  ref?: Ref<HTMLInputElement>
}

// A native checkbox reports its checked state by itself: aria-checked would only repeat it.
const nativeSwitch = { role: 'switch' }

/** Something that takes effect at once. In forms that are saved, use a Checkbox. */
export function Switch({ label, description, hideLabel = false, className, disabled, ...rest }: SwitchProps) {
  return (
    <label
      className={classNames(
        'flex min-w-0 cursor-pointer items-start justify-between gap-4',
        disabled && 'cursor-not-allowed opacity-60',
        className,
      )}
    >
      <span className={classNames('min-w-0', hideLabel && 'sr-only')}>
        <span className="block font-medium text-sm">{label}</span>
        {description && <span className="block text-muted text-sm">{description}</span>}
      </span>
      <input
        type="checkbox"
        {...nativeSwitch}
        disabled={disabled}
        {...rest}
        className="relative h-5 w-8 shrink-0 cursor-[inherit] appearance-none rounded-full bg-control-line transition-colors before:absolute before:top-0.5 before:left-0.5 before:size-4 before:rounded-full before:bg-white before:shadow-raised before:transition-transform checked:bg-accent checked:before:translate-x-3"
      />
    </label>
  )
}
