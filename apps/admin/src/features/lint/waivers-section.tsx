'use client'
import { endLintWaiver, type LintWaiverView } from '@gatehouse/contracts/endpoints/lint'
import { Button } from '@gatehouse/ui/button'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SectionHeader } from '@gatehouse/ui/section-header'
import { StatusWord } from '@gatehouse/ui/status-word'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { useVersion } from '../apis/version-context.tsx'
import { placeText } from './lint-text.ts'
import { lintWaiversRead } from './queries.ts'

const states = {
  active: { tone: 'info', word: 'Active' },
  expired: { tone: 'warn', word: 'Expired' },
  ended: { tone: 'neutral', word: 'Ended' },
} as const

/** What somebody allowed, by whom, why and until when. Not there while nobody waived anything. */
export function WaiversSection() {
  const { name } = useVersion()
  const query = useRead(lintWaiversRead(name))
  const items = query.data?.items ?? []
  if (items.length === 0) return null
  return (
    <section aria-label="Waivers" className="flex flex-col gap-2">
      <SectionHeader
        level={3}
        title="Waivers"
        description="An expired waiver holds nothing back: its findings count again."
      />
      <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
        {items.map((waiver) => (
          <li key={waiver.id}>
            <WaiverRow waiver={waiver} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function WaiverRow({ waiver }: { waiver: LintWaiverView }) {
  const { page, name } = useVersion()
  const end = useAct(endLintWaiver)
  const { tone, word } = states[waiver.state]
  const operation = /^\/operations\/([^/]+)/
    .exec(waiver.place ?? '')?.[1]
    ?.replaceAll('~1', '/')
    .replaceAll('~0', '~')
  return (
    <div className="flex flex-wrap items-start gap-x-4 gap-y-2 px-3 py-2.5 text-sm">
      <div className="min-w-0 flex-1 basis-64 [overflow-wrap:anywhere]">
        <p>
          {waiver.title}{' '}
          <span className="text-muted">
            {waiver.place === null ? (
              'everywhere'
            ) : (
              <>
                at {operation && <code>{operation}</code>} {placeText(waiver.place)}
              </>
            )}
          </span>
        </p>
        <p>“{waiver.reason}”</p>
        <p className="text-muted text-xs">
          {waiver.by.name}, <RelativeTime value={waiver.createdAt} /> ·{' '}
          {waiver.state === 'ended' && waiver.endedAt ? (
            <>
              ended <RelativeTime value={waiver.endedAt} />
            </>
          ) : (
            <>
              {waiver.state === 'expired' ? 'expired' : 'expires'} <RelativeTime value={waiver.expiresAt} />
            </>
          )}
        </p>
      </div>
      <StatusWord tone={tone}>{word}</StatusWord>
      {waiver.state === 'active' &&
        (page.can.edit.allowed ? (
          <ConfirmDialog
            title="End this waiver?"
            consequence="Its findings count again at once."
            action="End waiver"
            tone="primary"
            trigger={
              <Button size="sm" variant="ghost">
                End
              </Button>
            }
            onConfirm={async () => {
              await end.run({ ...name, waiver: waiver.id })
            }}
          />
        ) : (
          <ActButton size="sm" variant="ghost" why={page.can.edit.why}>
            End
          </ActButton>
        ))}
    </div>
  )
}
