'use client'
import { CircleAlert } from 'lucide-react'
import { type ReactNode, useContext, useId } from 'react'
import { classNames } from './class-names.ts'
import { type FieldControl, FieldControlContext, FormErrorsContext } from './field-context.tsx'
import { errorsByField, type PointerError } from './problem-errors.ts'

type FormErrorsProps = { errors: readonly PointerError[] | undefined; children: ReactNode }

/** Gives the errors of a problem document to the fields inside, by name. */
export function FormErrors({ errors, children }: FormErrorsProps) {
  return <FormErrorsContext value={errorsByField(errors)}>{children}</FormErrorsContext>
}

type FieldProps = {
  label: ReactNode
  /** Form field name; given to the control and used to find its error. */
  name?: string
  hint?: ReactNode
  error?: ReactNode
  required?: boolean
  optional?: boolean
  /** Beside the label: a link to help, a counter. */
  aside?: ReactNode
  /** Label only for screen readers. */
  hideLabel?: boolean
  className?: string
  children: ReactNode
}

/** Label, control, hint and error, wired for assistive technology. The control inside needs no wiring of its own. */
export function Field({
  label,
  name,
  hint,
  error,
  required,
  optional,
  aside,
  hideLabel = false,
  className,
  children,
}: FieldProps) {
  const id = useId()
  const shared = useContext(FormErrorsContext)
  const message = error ?? (name ? shared[name] : undefined)
  const described = [message ? `${id}-error` : '', hint ? `${id}-hint` : ''].filter(Boolean).join(' ')
  const control: FieldControl = {
    id,
    ...(name ? { name } : {}),
    ...(required ? { required } : {}),
    ...(described ? { 'aria-describedby': described } : {}),
    ...(message ? { 'aria-invalid': true } : {}),
  }
  return (
    <div className={classNames('flex min-w-0 flex-col gap-1.5', className)}>
      <div className={classNames('flex items-baseline justify-between gap-2', hideLabel && 'sr-only')}>
        <label htmlFor={id} className="font-medium text-sm">
          {label}
          {optional && <span className="ml-1.5 font-normal text-subtle">optional</span>}
        </label>
        {aside && <span className="text-muted text-xs">{aside}</span>}
      </div>
      <FieldControlContext value={control}>{children}</FieldControlContext>
      {message && (
        <p id={`${id}-error`} className="flex items-start gap-1.5 text-bad-text text-sm">
          <CircleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
          {message}
        </p>
      )}
      {hint && (
        <p id={`${id}-hint`} className="text-muted text-sm">
          {hint}
        </p>
      )}
    </div>
  )
}
