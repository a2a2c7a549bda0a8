'use client'
import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from './button.tsx'
import { classNames } from './class-names.ts'

type CopyButtonProps = {
  value: string /** What is copied: "Copy key". */
  label?: string /** Show the label beside the icon. */
  withText?: boolean
  onCopied?: () => void
  className?: string
}

/** Copies and says so, also to screen readers. */
export function CopyButton({ value, label = 'Copy', withText = false, onCopied, className }: CopyButtonProps) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 1600)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = async () => {
    await writeToClipboard(value)
    setCopied(true)
    onCopied?.()
  }
  const icon = copied ? <Check aria-hidden className="text-ok" /> : <Copy aria-hidden />
  return (
    <Button
      size="sm"
      variant={withText ? 'secondary' : 'ghost'}
      onClick={copy}
      aria-label={withText ? undefined : copied ? 'Copied' : label}
      title={withText ? undefined : label}
      className={classNames(!withText && 'w-7 px-0', className)}
      icon={icon}
    >
      {withText && (copied ? 'Copied' : label)}
      <span aria-live="polite" className="sr-only">
        {copied ? 'Copied' : ''}
      </span>
    </Button>
  )
}

/** Copies where the Clipboard API is missing too (plain http on a host name). */
export async function writeToClipboard(value: string): Promise<void> {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(value)
  const area = document.createElement('textarea')
  area.value = value
  area.style.position = 'fixed'
  area.style.opacity = '0'
  document.body.append(area)
  area.select()
  document.execCommand('copy')
  area.remove()
}
