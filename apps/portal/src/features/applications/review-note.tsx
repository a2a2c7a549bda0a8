import type { SubjectReview } from '@gatehouse/contracts/endpoints/subject-review'
import { Banner } from '@gatehouse/ui/banner'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { StatusWord } from '@gatehouse/ui/status-word'
import { formatDate } from '@gatehouse/ui/time'

const whom = (ask: readonly string[]) => (ask.length === 0 ? 'the contact on the API’s page' : ask.join(' or '))

/** One line below what is reviewed: until when somebody is asked, or that it rests. */
export function ReviewNote({ review }: { review: SubjectReview }) {
  if (review === null) return null
  return (
    <p className="flex flex-wrap items-center gap-x-2">
      {review.state === 'open' ? (
        <>
          <StatusWord tone="info">Under review until {formatDate(review.at)}</StatusWord>
          <span className="text-muted">
            {whom(review.ask)} {review.ask.length > 1 ? 'are' : 'is'} asked whether it is still needed
          </span>
        </>
      ) : (
        <>
          <StatusWord tone="bad">
            Suspended by an access review <RelativeTime value={review.at} />
          </StatusWord>
          <span className="text-muted">Ask {whom(review.ask)}</span>
        </>
      )}
    </p>
  )
}

/** On top of an application of which something rests: what, and whom to ask. */
export function SuspendedByReview({ things }: { things: readonly { name: string; review: SubjectReview }[] }) {
  const resting = things.filter(({ review }) => review?.state === 'suspended')
  if (resting.length === 0) return null
  const ask = [...new Set(resting.flatMap(({ review }) => review?.ask ?? []))]
  return (
    <Banner tone="bad" title={`Suspended by an access review: ${resting.map(({ name }) => name).join(', ')}`}>
      Nobody said in time that it is still needed, so its calls are refused. Nothing is lost: ask {whom(ask)}, one click
      gives it back, and nothing has to be changed in your program.
    </Banner>
  )
}
