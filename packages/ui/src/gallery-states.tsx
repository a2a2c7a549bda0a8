'use client'
import { Inbox, Plus } from 'lucide-react'
import { Banner } from './banner.tsx'
import { Button } from './button.tsx'
import { Card } from './card.tsx'
import { EmptyState } from './empty-state.tsx'
import { ErrorState } from './error-state.tsx'
import { ForbiddenState } from './forbidden-state.tsx'
import { ProgressBar } from './progress-bar.tsx'
import { SkeletonCards, SkeletonText } from './skeleton.tsx'
import { StaleNote } from './stale-note.tsx'
import { StatusWord } from './status-word.tsx'
import type { Tone } from './tone.tsx'

const words: [Tone, string][] = [
  ['neutral', 'Draft'],
  ['ok', 'Healthy'],
  ['warn', 'Expires soon'],
  ['bad', 'Refused'],
  ['info', 'Checking'],
  ['accent', 'Chosen'],
  ['production', 'Production'],
]

/** Empty, failing, forbidden, stale, loading. */
export function GalleryStates() {
  return (
    <>
      <div className="grid gap-6 rail:grid-cols-3">
        <Card flush>
          <EmptyState
            compact
            icon={<Inbox />}
            title="No keys yet"
            why="A key lets an application call. Yours has none."
            action={<Button icon={<Plus aria-hidden />}>Create key</Button>}
          />
        </Card>
        <Card flush>
          <ErrorState
            compact
            title="The list could not be loaded"
            detail="The database did not answer within 5 s."
            code="database-unavailable"
            requestId="req_01J9X7K2M4P6Q8R0S2T4V6W8"
            onRetry={() => undefined}
          />
        </Card>
        <Card flush>
          <ForbiddenState
            compact
            title="You can't see invoices"
            needs="the permission to read billing"
            grantedBy="Maria Keller or any organization owner"
            action={<Button>Ask for it</Button>}
          />
        </Card>
      </div>
      <div className="flex flex-col gap-2">
        <Banner
          tone="info"
          title="Staging is 2 revisions behind Development"
          actions={<Button size="sm">View diff</Button>}
        />
        <Banner tone="bad" title="Two gateways refused r12">
          They keep serving r11: the certificate of the backend expired.
        </Banner>
        <Banner tone="ok">Your first call arrived: 200 in 84 ms.</Banner>
        <Banner tone="neutral">Retired on 3 Nov. Nothing can be changed.</Banner>
      </div>
      <div className="grid items-start gap-6 rail:grid-cols-2">
        <Card title="Words">
          <div className="flex flex-wrap gap-x-5 gap-y-2">
            {words.map(([tone, word]) => (
              <StatusWord key={tone} tone={tone}>
                {word}
              </StatusWord>
            ))}
          </div>
          <div className="mt-3 flex flex-wrap gap-1.5">
            {words.map(([tone, word]) => (
              <StatusWord key={tone} tone={tone} framed busy={tone === 'info'}>
                {word}
              </StatusWord>
            ))}
          </div>
          <div className="mt-4 flex flex-col gap-3">
            <ProgressBar label="Replaying requests" value={0.62} text="620 of 1 000" />
            <StaleNote since={Date.now() - 900_000}>The usage store does not answer</StaleNote>
          </div>
        </Card>
        <Card title="Loading">
          <SkeletonText lines={4} />
        </Card>
      </div>
      <SkeletonCards />
    </>
  )
}
