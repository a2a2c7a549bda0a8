'use client'
import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { classNames } from './class-names.ts'
import { writeToClipboard } from './copy-button.tsx'
import { shortenMiddle } from './format.ts'

type CopyableIdProps = {
  value: string /** Characters kept at the start and the end; `false` shows all. */
  shorten?: [head: number, tail: number] | false
  label?: string
  className?: string
}

/** An id in mono, shortened in the middle; a press copies all of it. */
export function CopyableId({ value, shorten = [8, 4], label = 'Copy id', className }: CopyableIdProps) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 1600)
    return () => clearTimeout(timer)
  }, [copied])
  const shown = shorten === false ? value : shortenMiddle(value, shorten[0], shorten[1])
  return (
    <button
      type="button"
      title={value}
      onClick={async (event) => {
        event.preventDefault()
        event.stopPropagation()
        await writeToClipboard(value)
        setCopied(true)
      }}
      className={classNames(
        'group/id -mx-1 inline-flex max-w-full items-center gap-1 rounded px-1 align-baseline font-mono text-[0.9286em] text-muted transition-colors hover:bg-hover hover:text-fg',
        className,
      )}
    >
      <span className={shorten === false ? 'break-all text-left' : 'whitespace-nowrap'}>{shown}</span>
      {copied ? (
        <Check aria-hidden className="size-3 shrink-0 text-ok" />
      ) : (
        <Copy aria-hidden className="size-3 shrink-0 text-subtle opacity-60 group-hover/id:opacity-100" />
      )}
      <span aria-live="polite" className="sr-only">
        {copied ? 'copied' : label}
      </span>
    </button>
  )
}
