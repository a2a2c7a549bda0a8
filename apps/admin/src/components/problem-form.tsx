'use client'
import type { Problem } from '@gatehouse/contracts/problems'
import { FormErrors } from '@gatehouse/ui/field'
import { type ComponentProps, type ReactNode, useCallback } from 'react'
import { ProblemBanner } from './problem-banner.tsx'

type ProblemFormProps = Omit<ComponentProps<'form'>, 'onSubmit' | 'action'> & {
  problem: Problem | undefined
  submit: (form: FormData) => Promise<unknown>
  children: ReactNode
}

/** A form whose act answers problems: the general part above, each error at its field. */
export function ProblemForm({
  problem,
  submit,
  children,
  className = 'flex flex-col gap-4',
  ...rest
}: ProblemFormProps) {
  const run = useCallback((form: FormData) => submit(form).catch(() => undefined), [submit])
  return (
    <form
      {...rest}
      noValidate={false}
      className={className}
      onSubmit={(event) => {
        event.preventDefault()
        event.stopPropagation()
        void run(new FormData(event.currentTarget))
      }}
    >
      <ProblemBanner problem={problem} />
      <FormErrors errors={problem?.errors}>{children}</FormErrors>
    </form>
  )
}
