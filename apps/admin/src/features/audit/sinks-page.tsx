'use client'
import type { AuditSinkView } from '@gatehouse/contracts/endpoints/audit-sinks'
import { Banner } from '@gatehouse/ui/banner'
import { Card } from '@gatehouse/ui/card'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { formatCount, plural } from '@gatehouse/ui/format'
import { KeyValue } from '@gatehouse/ui/key-value'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonCards } from '@gatehouse/ui/skeleton'
import { StatusWord } from '@gatehouse/ui/status-word'
import { TextLink } from '@gatehouse/ui/text-link'
import type { Tone } from '@gatehouse/ui/tone'
import { Send } from 'lucide-react'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { auditSinksRead } from './queries.ts'
import { SinkActs } from './sink-acts.tsx'
import { NewSinkDialog } from './sink-dialog.tsx'

/** Where the audit log is sent on to, and how far each has got. */
export function SinksPage() {
  const query = useRead(auditSinksRead(), { every: () => 3_000 })
  return (
    <Page>
      <PageHeader
        title="Audit sinks"
        facts={
          <>
            Each entry is sent on to these systems, in order, and again after a failure until it arrives. For HTTP,
            choose the event audit.entry in a <TextLink href="/settings/webhooks">webhook</TextLink>.
          </>
        }
        primary={<NewSinkDialog />}
      />
      <Loaded query={query} what="sinks" needs="audit.manage" skeleton={<SkeletonCards count={2} />}>
        {(data) =>
          data.items.length === 0 ? (
            <EmptyState
              icon={<Send aria-hidden />}
              title="The log stays here"
              why="A sink sends each entry to a syslog server, where a SIEM reads it and where nobody who could change it here can change it."
            />
          ) : (
            <div className="flex flex-col gap-4">
              {data.items.map((sink) => (
                <SinkCard key={sink.id} sink={sink} />
              ))}
            </div>
          )
        }
      </Loaded>
    </Page>
  )
}

const looks: Readonly<Record<AuditSinkView['state'], { tone: Tone; word: string }>> = {
  sending: { tone: 'ok', word: 'Up to date' },
  behind: { tone: 'info', word: 'Sending' },
  failing: { tone: 'bad', word: 'Failing' },
  paused: { tone: 'neutral', word: 'Paused' },
}

function SinkCard({ sink }: { sink: AuditSinkView }) {
  const look = looks[sink.state]
  return (
    <Card
      title={
        <span className="flex flex-wrap items-center gap-3">
          {sink.name}
          <StatusWord framed tone={look.tone}>
            {look.word}
          </StatusWord>
        </span>
      }
      actions={<SinkActs sink={sink} />}
    >
      <div className="flex flex-col gap-3">
        {sink.lastError && (
          <Banner tone="bad" title={sink.lastError}>
            {plural(sink.failures, 'try', 'tries')}, the last one{' '}
            {sink.lastErrorAt && <RelativeTime value={sink.lastErrorAt} />}. Nothing is lost: it goes on where it was
            {sink.nextTryAt && (
              <>
                , next <RelativeTime value={sink.nextTryAt} />
              </>
            )}
            .
          </Banner>
        )}
        <KeyValue
          look="grid"
          items={[
            {
              label: 'Sends to',
              value: (
                <code className="[overflow-wrap:anywhere]">
                  {sink.host}:{sink.port}
                </code>
              ),
              note: `${transportTexts[sink.transport]}, ${sink.format === 'cef' ? 'CEF' : 'JSON'}`,
            },
            {
              label: 'Waiting',
              value: plural(sink.backlog, 'entry', 'entries'),
              note: `sent up to entry ${sink.position}`,
            },
            {
              label: 'Sent so far',
              value: formatCount(Number(sink.sent)),
              note: sink.lastSentAt ? <RelativeTime value={sink.lastSentAt} /> : 'nothing yet',
            },
            {
              label: 'Which entries',
              value: sink.filter.actions.length === 0 ? 'All' : sink.filter.actions.join(', '),
            },
          ]}
        />
      </div>
    </Card>
  )
}

const transportTexts = { tls: 'syslog over TLS', tcp: 'syslog over TCP', udp: 'syslog over UDP' } as const
