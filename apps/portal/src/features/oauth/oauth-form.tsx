import { type ProblemCode, problems } from '@gatehouse/contracts/problems'
import { Banner } from '@gatehouse/ui/banner'
import type { ReactNode } from 'react'

/** A form that the browser itself sends; `act` is what is done with it. Works without script. */
export function OauthForm({
  act,
  hidden = {},
  children,
  className = 'flex flex-col gap-4',
}: {
  act: string
  hidden?: Record<string, string | undefined>
  children: ReactNode
  className?: string
}) {
  return (
    <form method="post" action={`/oauth/act/${act}`} className={className}>
      {Object.entries(hidden).map(([name, value]) =>
        value === undefined ? null : <input key={name} type="hidden" name={name} value={value} />,
      )}
      {children}
    </form>
  )
}

/** What went wrong with what was sent, by the problem's code in the address. */
export function Refusal({ code }: { code: string | undefined }) {
  if (code === undefined) return null
  const entry = problems[code as ProblemCode] ?? problems.invalid_input
  return (
    <Banner tone="bad" title={entry.title}>
      {entry.fix[0] ?? entry.why}
    </Banner>
  )
}

export type OauthSearch = Promise<Record<string, string | string[] | undefined>>
/** One value of the address; two of a name are none. */
export const one = (value: string | string[] | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined
