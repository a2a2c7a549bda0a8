import type { requestDetail } from '@gatehouse/contracts/endpoints/usage'
import { Card } from '@gatehouse/ui/card'
import { CopyButton } from '@gatehouse/ui/copy-button'
import { CopyableId } from '@gatehouse/ui/copyable-id'
import { formatBytes, formatCount, formatMicroseconds } from '@gatehouse/ui/format'
import { KeyValue } from '@gatehouse/ui/key-value'
import { LinkButton } from '@gatehouse/ui/link-button'
import { Page } from '@gatehouse/ui/page'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { StatusWord } from '@gatehouse/ui/status-word'
import { TextLink } from '@gatehouse/ui/text-link'
import { formatInstant } from '@gatehouse/ui/time'
import { CircleCheck, CircleX } from 'lucide-react'
import type { z } from 'zod'
import { keyPlaceholder } from '../reference/key-placeholder.ts'
import { Method } from '../reference/method-badge.tsx'
import { AnswerBox } from './answer-box.tsx'
import { billingInWords } from './phase-words.ts'
import { RequestTimeline } from './request-timeline.tsx'
import { statusToneOf } from './status-tone.ts'
import { TimeBar } from './time-bar.tsx'

export type RequestDetail = z.output<typeof requestDetail>

type RequestPageProps = {
  request: RequestDetail
  /** Address of the operation's reference page. */
  referenceHref: string | undefined
  /** Scheme of the stage's gateway. */
  scheme: string
}

const decidedBy = { gateway: 'the gateway', backend: 'the API', client: 'the client' }

/** One request: what happened, why, and each step; whole on the server, no script needed. */
export function RequestPage({ request, referenceHref, scheme }: RequestPageProps) {
  const { operation, api, answer } = request
  const keyHeader = request.credential ? ` \\\n  --header 'x-api-key: ${keyPlaceholder}'` : ''
  const curl = `curl -i --request ${request.method} '${scheme}//${request.host}${request.path}'${keyHeader}`
  const alike = `/requests?${new URLSearchParams({ ...(request.code ? { code: request.code } : {}), ...(request.application ? { application: request.application.id } : {}) })}`
  return (
    <Page>
      <header>
        <TextLink href="/requests" quiet>
          Requests
        </TextLink>
        <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="flex min-w-0 flex-wrap items-baseline gap-x-2 text-xl">
            <Method method={request.method} />
            <span className="font-mono text-lg [overflow-wrap:anywhere]">{operation?.path ?? request.path}</span>
          </h1>
          <StatusWord tone={statusToneOf(request.status)} framed>
            {request.status} {answer?.title}
          </StatusWord>
        </div>
        <p className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-muted text-sm">
          <span>
            Decided by {decidedBy[request.statusSource]}, <RelativeTime value={request.at} /> in{' '}
            {formatMicroseconds(request.us.total)}
          </span>
          <span>{request.stage.name}</span>
          {request.application && (
            <span>
              {request.application.name}
              {request.credential && `, key …${request.credential.last4}`}
            </span>
          )}
          <CopyableId value={request.id} />
          {request.alike24h > 1 && <TextLink href={alike}>{formatCount(request.alike24h)} alike in 24 h</TextLink>}
        </p>
      </header>
      {answer ? (
        <AnswerBox
          answer={answer}
          findings={request.errors}
          actions={<CopyButton value={curl} label="Copy as curl" withText />}
        />
      ) : (
        <PlainOutcome request={request} curl={curl} />
      )}
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <Card title="What the gateway did">
          <RequestTimeline request={request} />
        </Card>
        <div className="flex min-w-0 flex-col gap-6">
          <Card title="Time">
            <TimeBar us={request.us} />
          </Card>
          <Card title="Facts">
            <KeyValue
              items={[
                { label: 'At', value: formatInstant(request.at) },
                { label: 'Path', value: <code className="text-xs [overflow-wrap:anywhere]">{request.path}</code> },
                { label: 'Host', value: <code className="text-xs [overflow-wrap:anywhere]">{request.host}</code> },
                ...(api
                  ? [
                      {
                        label: 'API',
                        value: (
                          <TextLink href={`/apis/${api.slug}/${api.version}`}>{`${api.name} ${api.version}`}</TextLink>
                        ),
                      },
                    ]
                  : []),
                ...(request.plan ? [{ label: 'Plan', value: request.plan.name }] : []),
                ...(request.rate
                  ? [{ label: 'Rate limit', value: `${formatCount(request.rate.remaining)} more at once` }]
                  : []),
                ...(request.quota ? [{ label: 'Quota', value: quotaWords(request.quota) }] : []),
                { label: 'Billing', value: billingInWords(request.billableReason) },
                { label: 'Sent', value: formatBytes(request.bytesIn) },
                { label: 'Received', value: formatBytes(request.bytesOut) },
                ...(request.userAgent ? [{ label: 'Client', value: request.userAgent }] : []),
              ]}
            />
            {referenceHref && (
              <LinkButton href={referenceHref} className="mt-3">
                Reference of this operation
              </LinkButton>
            )}
          </Card>
        </div>
      </div>
    </Page>
  )
}

function quotaWords({ limit, remaining, resetAt }: NonNullable<RequestDetail['quota']>): string {
  return `${formatCount(remaining)} of ${formatCount(limit)} left, resets ${formatInstant(resetAt)}`
}

function PlainOutcome({ request, curl }: { request: RequestDetail; curl: string }) {
  const good = request.status < 400
  const Icon = good ? CircleCheck : CircleX
  return (
    <section
      aria-label="What happened"
      className={`flex flex-wrap items-center gap-x-4 gap-y-2 rounded-xl border p-4 ${good ? 'border-ok-line bg-ok-soft' : 'border-warn-line bg-warn-soft'}`}
    >
      <p className="flex min-w-0 flex-1 items-center gap-2.5">
        <Icon aria-hidden className={`size-4 shrink-0 ${good ? 'text-ok' : 'text-warn'}`} />
        {good
          ? `The API answered ${request.status} in ${formatMicroseconds(request.us.total)}.`
          : `The API itself answered ${request.status}. The gateway let the request through; its body says why.`}
      </p>
      <CopyButton value={curl} label="Copy as curl" withText />
    </section>
  )
}
