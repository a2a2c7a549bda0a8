'use client'
import { type ReactNode, useId, useState } from 'react'
import { Banner } from './banner.tsx'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { Input } from './input.tsx'

type ConfirmDialogProps = {
  title: ReactNode
  /** What will happen, to whom, and whether it can be undone. */
  consequence: ReactNode
  /** The verb: "Revoke key". */
  action: string
  tone?: 'danger' | 'amber' | 'primary'
  /** Runs the act; the dialog stays until it settles. Throw, or return a message, to show why it failed. */
  onConfirm: () => Promise<string | undefined> | Promise<void>
  /** The name one has to type, for what can't be undone. */
  typedName?: string
  trigger?: ReactNode
  open?: boolean
  onOpenChange?: (open: boolean) => void
  /** Further inputs, e.g. a reason. */
  children?: ReactNode
}

/** Asks before an act that hurts. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const {
    title,
    consequence,
    action,
    tone = 'danger',
    onConfirm,
    typedName,
    trigger,
    open,
    onOpenChange,
    children,
  } = props
  const [ownOpen, setOwnOpen] = useState(false)
  const [typed, setTyped] = useState('')
  const [running, setRunning] = useState(false)
  const [failure, setFailure] = useState('')
  const id = useId()

  const change = (next: boolean) => {
    if (running) return
    setTyped('')
    setFailure('')
    setOwnOpen(next)
    onOpenChange?.(next)
  }
  const run = async () => {
    setRunning(true)
    setFailure('')
    let message: string | undefined
    try {
      message = (await onConfirm()) ?? undefined
    } catch (error) {
      message = error instanceof Error ? error.message : 'This did not work. Nothing was changed.'
    }
    setRunning(false)
    if (message) setFailure(message)
    else {
      setTyped('')
      setOwnOpen(false)
      onOpenChange?.(false)
    }
  }
  const ready = !typedName || typed.trim() === typedName

  return (
    <Dialog
      title={title}
      description={consequence}
      trigger={trigger}
      open={open ?? ownOpen}
      onOpenChange={change}
      closable={!running}
      footer={
        <>
          <Button onClick={() => change(false)} disabled={running}>
            Cancel
          </Button>
          <Button variant={tone} onClick={run} loading={running} disabled={!ready}>
            {action}
          </Button>
        </>
      }
    >
      {(children || typedName || failure) && (
        <form
          className="flex flex-col gap-3"
          onSubmit={(event) => {
            event.preventDefault()
            if (ready && !running) void run()
          }}
        >
          {children}
          {typedName && (
            <div className="flex flex-col gap-1.5">
              <label htmlFor={id} className="text-sm">
                Type <strong className="select-all font-medium font-mono">{typedName}</strong> to go on
              </label>
              <Input
                id={id}
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
                autoComplete="off"
                spellCheck={false}
              />
            </div>
          )}
          {failure && (
            <Banner tone="bad" compact>
              {failure}
            </Banner>
          )}
        </form>
      )}
    </Dialog>
  )
}
