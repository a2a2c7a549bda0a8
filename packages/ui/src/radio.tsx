import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

export type RadioOption = {
  value: string
  label: ReactNode
  description?: ReactNode
  disabled?: boolean /** Why it can't be chosen. */
  disabledReason?: ReactNode
}

type RadioGroupProps = {
  legend: ReactNode
  hideLegend?: boolean
  name: string
  options: RadioOption[]
  value?: string
  defaultValue?: string
  onValueChange?: (value: string) => void
  /** `cards` frames each choice. */
  look?: 'plain' | 'cards'
  error?: ReactNode
  className?: string
}

/** One of few: native radios, arrow keys and forms work without script. */
export function RadioGroup({
  legend,
  hideLegend = false,
  name,
  options,
  value,
  defaultValue,
  onValueChange,
  look = 'plain',
  error,
  className,
}: RadioGroupProps) {
  return (
    <fieldset className={classNames('min-w-0', className)}>
      <legend className={classNames('mb-2 font-medium text-sm', hideLegend && 'sr-only')}>{legend}</legend>
      <div className={look === 'cards' ? 'grid gap-2 sm:grid-cols-2' : 'flex flex-col gap-2.5'}>
        {options.map((option) => (
          <label
            key={option.value}
            className={classNames(
              'flex min-w-0 cursor-pointer items-start gap-2.5',
              look === 'cards' &&
                'rounded-lg border border-line bg-surface p-3 transition-colors hover:border-line-strong has-checked:border-accent has-checked:bg-accent-soft/50',
              option.disabled && 'cursor-not-allowed opacity-60',
            )}
          >
            <input
              type="radio"
              name={name}
              value={option.value}
              disabled={option.disabled}
              {...(value === undefined
                ? { defaultChecked: defaultValue === option.value }
                : { checked: value === option.value })}
              onChange={onValueChange ? () => onValueChange(option.value) : undefined}
              className="mt-0.5 size-4 shrink-0 cursor-[inherit] appearance-none rounded-full border border-control-line bg-surface transition-colors checked:border-[5px] checked:border-accent checked:bg-accent-fg"
            />
            <span className="min-w-0">
              <span className="block text-base">{option.label}</span>
              {option.description && <span className="block text-muted text-sm">{option.description}</span>}
              {option.disabled && option.disabledReason && (
                <span className="block text-muted text-sm">{option.disabledReason}</span>
              )}
            </span>
          </label>
        ))}
      </div>
      {error && <p className="mt-1.5 text-bad-text text-sm">{error}</p>}
    </fieldset>
  )
}
