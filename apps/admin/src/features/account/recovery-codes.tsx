'use client'
import { Button } from '@gatehouse/ui/button'
import { CopyButton } from '@gatehouse/ui/copy-button'

type RecoveryCodesProps = { codes: readonly string[]; done: () => void; action?: string }

/** Codes that can be read only now, to be kept where the other factor is not. */
export function RecoveryCodes({ codes, done, action = 'I stored them' }: RecoveryCodesProps) {
  const text = codes.join('\n')
  const download = () => {
    const url = URL.createObjectURL(new Blob([`${text}\n`], { type: 'text/plain' }))
    const link = Object.assign(document.createElement('a'), { href: url, download: 'gatehouse-recovery-codes.txt' })
    link.click()
    URL.revokeObjectURL(url)
  }
  return (
    <div className="flex flex-col gap-4">
      <p className="text-muted text-sm">
        Each of these signs you in once when your other factor is lost. They are shown only now: store them in a
        password manager, or print them.
      </p>
      <ul
        aria-label="Recovery codes"
        className="grid grid-cols-1 gap-x-6 gap-y-1.5 rounded-lg border border-line bg-sunken p-4 font-mono text-sm sm:grid-cols-2"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <CopyButton value={text} label="Copy codes" withText />
        <Button size="sm" onClick={download}>
          Download
        </Button>
      </div>
      <Button variant="primary" block onClick={done}>
        {action}
      </Button>
    </div>
  )
}
