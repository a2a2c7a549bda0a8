'use client'
import { cancelMySubscription } from '@gatehouse/contracts/endpoints/my-applications'
import type { Id } from '@gatehouse/contracts/ids'
import { Card } from '@gatehouse/ui/card'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { DropdownMenu } from '@gatehouse/ui/dropdown-menu'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { LinkButton } from '@gatehouse/ui/link-button'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { StatusWord } from '@gatehouse/ui/status-word'
import { TextLink } from '@gatehouse/ui/text-link'
import { formatDate } from '@gatehouse/ui/time'
import type { Tone } from '@gatehouse/ui/tone'
import { PackageOpen } from 'lucide-react'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { limitsInWords } from '../reference/limit-words.ts'
import type { ApplicationView } from './applications-page.tsx'
import { ReviewNote } from './review-note.tsx'

type Subscription = ApplicationView['subscriptions'][number]

const words: Record<Subscription['state'], { tone: Tone; word: string }> = {
  active: { tone: 'ok', word: 'Active' },
  pending: { tone: 'warn', word: 'Waiting for approval' },
  suspended: { tone: 'bad', word: 'Suspended' },
  rejected: { tone: 'bad', word: 'Rejected' },
  closed: { tone: 'neutral', word: 'Closed' },
}

/** What the application may call, under which plan, and who is waited for. */
export function AccessCard({ application }: { application: ApplicationView }) {
  const [ending, setEnding] = useState<Subscription>()
  const cancel = useAct(cancelMySubscription)
  const open = application.subscriptions.filter(({ state }) => state !== 'closed')
  return (
    <Card
      title="Access"
      actions={
        <LinkButton href="/apis" size="sm">
          Find an API
        </LinkButton>
      }
      flush
    >
      {open.length === 0 ? (
        <EmptyState
          compact
          icon={<PackageOpen aria-hidden />}
          title="No access yet"
          why="Open an API and press Get access; this application can be chosen there."
          action={<LinkButton href="/apis">Browse APIs</LinkButton>}
        />
      ) : (
        <ul className="divide-y divide-line">
          {open.map((subscription) => (
            <SubscriptionLine key={subscription.id} subscription={subscription} onEnd={() => setEnding(subscription)} />
          ))}
        </ul>
      )}
      {ending && (
        <ConfirmDialog
          open
          onOpenChange={(stays) => !stays && setEnding(undefined)}
          title={`${ending.state === 'pending' ? 'Withdraw the request for' : 'Give up access to'} ${ending.product.name}?`}
          consequence={
            ending.state === 'pending'
              ? 'Nobody has to decide about it any more. You can ask again.'
              : 'Calls with the keys of this application are refused at once. You can get access again later, under the plans offered then.'
          }
          action={ending.state === 'pending' ? 'Withdraw' : 'Give up access'}
          tone="danger"
          onConfirm={async () => {
            await cancel.run({ subscriptionId: ending.id as Id<'subscription'> })
          }}
        />
      )}
    </Card>
  )
}

function SubscriptionLine({ subscription, onEnd }: { subscription: Subscription; onEnd: () => void }) {
  const { state, apis, plan, product } = subscription
  const { tone, word } = words[state]
  const first = apis[0]
  const ongoing = state === 'active' || state === 'pending' || state === 'suspended'
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3 text-sm">
      <div className="min-w-0 flex-1 basis-72">
        <p className="flex flex-wrap items-center gap-x-2.5">
          <span className="font-medium">
            {apis.map(({ apiSlug, apiName, versionName }, index) => (
              <span key={`${apiSlug} ${versionName}`}>
                {index > 0 && ', '}
                <TextLink href={`/apis/${apiSlug}/${encodeURIComponent(versionName)}`} quiet>
                  {apiName} {versionName}
                </TextLink>
              </span>
            ))}
            {apis.length === 0 && product.name}
          </span>
          <StatusWord tone={tone}>{word}</StatusWord>
        </p>
        <p className="text-muted">
          {plan.name}: {limitsInWords(plan.limits)}
        </p>
        {state === 'pending' && (
          <p className="text-muted">
            The API’s team decides; asked <RelativeTime value={subscription.requestedAt} />. You get a mail.
          </p>
        )}
        {ongoing && apis.map((api) => api.ends && <EndLine key={`${api.apiSlug} ${api.versionName}`} api={api} />)}
        {(state === 'rejected' || state === 'suspended') && subscription.reason && !subscription.review && (
          <p>Reason: {subscription.reason}</p>
        )}
        <ReviewNote review={subscription.review} />
      </div>
      {state === 'active' && first && (
        <LinkButton size="sm" href={`/apis/${first.apiSlug}/${encodeURIComponent(first.versionName)}/start`}>
          Make a call
        </LinkButton>
      )}
      {ongoing && (
        <DropdownMenu
          label={`More about ${product.name}`}
          items={[
            { label: state === 'pending' ? 'Withdraw request' : 'Give up access', tone: 'danger', onSelect: onEnd },
          ]}
        />
      )}
    </li>
  )
}

type Ending = Subscription['apis'][number]

/** When it ends for this application, and what to do about it. */
function EndLine({ api }: { api: Ending }) {
  const { ends, apiName, versionName } = api
  if (!ends) return null
  const { successor, sunsetAt, extendedUntil } = ends
  const until = [sunsetAt, extendedUntil]
    .flatMap((at) => at ?? [])
    .sort()
    .at(-1)
  const over = until !== undefined && Date.parse(until) <= Date.now()
  const name = successor && `${successor.apiName} ${successor.versionName}`
  const href = successor && `/apis/${successor.apiSlug}/${encodeURIComponent(successor.versionName)}`
  return (
    <p className="mt-1 flex flex-wrap items-baseline gap-x-2">
      <StatusWord tone={over ? 'bad' : 'warn'}>
        {until === undefined
          ? `${apiName} ${versionName} is deprecated; its last day is not decided.`
          : over
            ? `${apiName} ${versionName} has ended: calls are answered 410.`
            : `${apiName} ${versionName} ends on ${formatDate(until)}${extendedUntil ? ', by an extension' : ''}.`}
      </StatusWord>
      {successor && href && (
        <span>
          {successor.has ? (
            <>
              This application may call {name} already, with the same keys:{' '}
              <TextLink href={href}>change the address</TextLink>.
            </>
          ) : (
            <>
              Move to <TextLink href={`${href}/start`}>{name}</TextLink>: get access for this application, the keys
              stay.
            </>
          )}
        </span>
      )}
      {ends.guideUrl && (
        <TextLink href={ends.guideUrl} external>
          How to move
        </TextLink>
      )}
    </p>
  )
}
