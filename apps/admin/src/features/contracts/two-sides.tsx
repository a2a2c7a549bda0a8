'use client'
import { type ReactNode, useState } from 'react'

/** Form and source of one thing: beside each other where there is room, else one at a time. Both are always there, so nothing is lost. */
export function TwoSides({ form, source }: { form: ReactNode; source: ReactNode }) {
  const [side, setSide] = useState<'form' | 'source'>('form')
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <fieldset className="inline-flex w-fit rounded-md border border-line bg-sunken p-0.5 xl:hidden">
        <legend className="sr-only">View</legend>
        {(['form', 'source'] as const).map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={side === one}
            onClick={() => setSide(one)}
            className="h-8 rounded px-3 text-muted text-sm aria-pressed:bg-surface aria-pressed:text-fg aria-pressed:shadow-raised"
          >
            {one === 'form' ? 'Form' : 'Source'}
          </button>
        ))}
      </fieldset>
      <div className="grid min-w-0 items-start gap-6 xl:grid-cols-2">
        <div className={side === 'form' ? 'min-w-0' : 'min-w-0 max-xl:hidden'}>{form}</div>
        <div
          className={side === 'source' ? 'min-w-0 xl:sticky xl:top-16' : 'min-w-0 max-xl:hidden xl:sticky xl:top-16'}
        >
          {source}
        </div>
      </div>
    </div>
  )
}
