'use client'
import { Card } from '@gatehouse/ui/card'
import { CopyButton } from '@gatehouse/ui/copy-button'
import { CopyableId } from '@gatehouse/ui/copyable-id'
import { DropdownMenu } from '@gatehouse/ui/dropdown-menu'
import { formatBytes, formatCount, formatMicroseconds } from '@gatehouse/ui/format'
import { KeyValue } from '@gatehouse/ui/key-value'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonCards } from '@gatehouse/ui/skeleton'
import { StatusWord } from '@gatehouse/ui/status-word'
import { TextLink } from '@gatehouse/ui/text-link'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { OperationName } from '../contracts/operation-name.tsx'
import { curlOf } from './curl-text.ts'
import { leftText } from './phase-text.ts'
import { requestRead } from './queries.ts'
import { RequestAnswer } from './request-answer.tsx'
import { RequestTimeline } from './request-timeline.tsx'
import type { RequestDetail } from './request-view.ts'
import { sourceWords, statusTone } from './requests-table.tsx'
import { TimeBar } from './time-bar.tsx'

/** One request: what happened, why, what to do; then every step of the gateway. */
export function RequestPage({ id }: { id: string }) {
  const query = useRead(requestRead(id))
  return (
    <Page>
      <Loaded query={query} what="request" needs="request.read" skeleton={<SkeletonCards count={2} />}>
        {(request) => <RequestBody request={request} />}
      </Loaded>
    </Page>
  )
}

function RequestBody({ request }: { request: RequestDetail }) {
  const alike = new URLSearchParams({
    ...(request.code ? { code: request.code } : { status: `${Math.floor(request.status / 100)}xx` }),
    ...(request.operation ? { operationId: request.operation.id } : {}),
    ...(request.application ? { applicationId: request.application.id } : {}),
  })
  return (
    <>
      <PageHeader
        title={<OperationName text={`${request.method} ${request.operation?.path ?? request.path}`} strong />}
        beside={
          <StatusWord framed tone={statusTone(request.status)}>
            {request.status} {request.answer?.title ?? ''}
          </StatusWord>
        }
        facts={
          <>
            Decided by {sourceWords[request.statusSource]} · <RelativeTime value={request.at} /> ·{' '}
            {formatMicroseconds(request.us.total)} · {request.stage.name}
            {request.application && (
              <>
                {' · '}
                <TextLink href={`/applications/${request.application.id}`} quiet>
                  {request.application.name}
                </TextLink>
              </>
            )}
            {request.credential && ` · key …${request.credential.last4}`}
            {' · '}
            <TextLink href={`/traffic/requests?${alike}`}>{formatCount(request.alike24h)} alike in 24 h</TextLink>
          </>
        }
        menu={
          <>
            <CopyButton value={curlOf(request)} label="Copy as curl" withText />
            <DropdownMenu
              label="More about this request"
              items={[
                ...(request.operation && request.api
                  ? [
                      {
                        label: 'Operation',
                        href: `/apis/${request.api.slug}/${request.api.version}/contract/${request.operation.id}`,
                      },
                    ]
                  : []),
                ...(request.application
                  ? [
                      {
                        label: 'Requests of this application',
                        href: `/traffic/requests?applicationId=${request.application.id}`,
                      },
                    ]
                  : []),
                {
                  label: 'Open in simulator',
                  href: `/access/simulator?${simulatorOf(request)}`,
                },
                {
                  label: 'Requests around it',
                  href: `/traffic/requests?from=${around(request.at, -30)}&to=${around(request.at, 30)}`,
                },
              ]}
            />
          </>
        }
      />
      <RequestAnswer request={request} />
      <div className="grid items-start gap-6 rail:grid-cols-[3fr_2fr]">
        <Card
          title="What the gateway did"
          description="Its phases in order, with what each one decided and how long it took."
        >
          <RequestTimeline request={request} />
        </Card>
        <div className="flex min-w-0 flex-col gap-6">
          <Card title="Where the time went">
            <TimeBar us={request.us} />
          </Card>
          <Card title="Facts">
            <KeyValue items={factsOf(request)} />
          </Card>
        </div>
      </div>
    </>
  )
}

/** The same call, to be judged by what runs now. */
function simulatorOf({ stage, application, credential, method, path }: RequestDetail): URLSearchParams {
  return new URLSearchParams({
    stage: stage.id,
    ...(application ? { application: application.id } : {}),
    ...(credential ? { credential: credential.id } : {}),
    method,
    target: path,
  })
}

function around(at: string, seconds: number): string {
  return encodeURIComponent(new Date(Date.parse(at) + seconds * 1_000).toISOString())
}

function factsOf(request: RequestDetail) {
  return [
    { label: 'Request', value: <CopyableId value={request.id} /> },
    { label: 'Sent to', value: <code className="[overflow-wrap:anywhere]">{`${request.host}${request.path}`}</code> },
    ...(request.api
      ? [
          {
            label: 'API',
            value: (
              <TextLink href={`/apis/${request.api.slug}/${request.api.version}`}>
                {request.api.name} {request.api.version}
              </TextLink>
            ),
          },
        ]
      : []),
    ...(request.plan ? [{ label: 'Plan', value: request.plan.name }] : []),
    ...(request.rate
      ? [
          {
            label: 'Rate limit',
            value: leftText(request.rate.remaining, request.rate.limit),
          },
        ]
      : []),
    ...(request.quota
      ? [
          {
            label: 'Quota',
            value: leftText(request.quota.remaining, request.quota.limit),
          },
        ]
      : []),
    {
      label: 'Billing',
      value: request.billable ? `${formatCount(request.units)} billable` : 'Not billable',
      note: request.billableReason.replaceAll('-', ' '),
    },
    { label: 'Bytes', value: `${formatBytes(request.bytesIn)} in, ${formatBytes(request.bytesOut)} out` },
    ...(request.actor === 'client'
      ? []
      : [{ label: 'Sent by', value: request.actor === 'tryit' ? 'Try it' : 'Monitor' }]),
    ...(request.gateway ? [{ label: 'Gateway', value: request.gateway.name }] : []),
    ...(request.userAgent
      ? [{ label: 'Client', value: <span className="[overflow-wrap:anywhere]">{request.userAgent}</span> }]
      : []),
  ]
}
