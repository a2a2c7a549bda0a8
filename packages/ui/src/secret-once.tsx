'use client'
import { Eye, EyeOff, KeyRound } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Button } from './button.tsx'
import { CopyButton } from './copy-button.tsx'
import { IconButton } from './icon-button.tsx'

type SecretOnceProps = {
  secret: string
  label?: ReactNode
  /** Further forms to copy, e.g. a line for `.env` or a curl. */
  copies?: { label: string; value: string }[]
  /** "I stored it": the caller forgets the secret. */
  onStored: () => void
  children?: ReactNode
}

/** A secret that can be read only now: reveal, copy, confirm. */
export function SecretOnce({ secret, label = 'Secret', copies = [], onStored, children }: SecretOnceProps) {
  const [shown, setShown] = useState(false)
  const [touched, setTouched] = useState(false)
  return (
    <div className="rounded-lg border border-warn-line bg-warn-soft p-4">
      <div className="flex items-start gap-2.5">
        <KeyRound aria-hidden className="mt-0.5 size-4 shrink-0 text-warn" />
        <div className="min-w-0 text-sm">
          <p className="font-medium">Store this now. It is shown only once.</p>
          {children && <div className="text-muted">{children}</div>}
        </div>
      </div>
      <div className="mt-3 flex items-center gap-1 rounded-md border border-line-strong bg-surface py-1 pr-1 pl-3">
        <span className="sr-only">{label}</span>
        <code className="min-w-0 flex-1 break-all py-1 text-sm">
          {shown ? secret : `${secret.slice(0, 6)}${'•'.repeat(Math.min(24, Math.max(8, secret.length - 6)))}`}
        </code>
        <IconButton
          size="sm"
          label={shown ? 'Hide' : 'Reveal'}
          icon={shown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
          aria-pressed={shown}
          onClick={() => {
            setShown(!shown)
            setTouched(true)
          }}
        />
        <CopyButton value={secret} label="Copy" onCopied={() => setTouched(true)} />
      </div>
      <div className="mt-3 flex flex-wrap items-center gap-2">
        {copies.map((copy) => (
          <CopyButton
            key={copy.label}
            value={copy.value}
            label={copy.label}
            withText
            onCopied={() => setTouched(true)}
          />
        ))}
        <Button size="sm" variant="primary" disabled={!touched} onClick={onStored} className="ml-auto">
          I stored it
        </Button>
      </div>
    </div>
  )
}
