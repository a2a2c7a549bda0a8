import { formatMicroseconds } from '@gatehouse/ui/format'
import { StatusWord } from '@gatehouse/ui/status-word'
import type { RequestDetail } from './request-view.ts'

/** Read first: what happened, why, what to do. One line for a success. */
export function RequestAnswer({ request }: { request: RequestDetail }) {
  const { answer } = request
  if (!answer) {
    const fine = request.status < 400
    return (
      <p className="rounded-lg border border-line bg-surface px-4 py-3 text-sm">
        <StatusWord tone={fine ? 'ok' : request.status < 500 ? 'warn' : 'bad'}>
          {fine
            ? `Answered ${request.status} in ${formatMicroseconds(request.us.total)}.`
            : request.statusSource === 'backend'
              ? `The backend answered ${request.status}. The gateway passed it on unchanged.`
              : `Ended with ${request.status}.`}
        </StatusWord>
      </p>
    )
  }
  return (
    <section
      aria-label="What happened, why, and what to do"
      className="grid gap-4 rounded-lg border border-bad-line bg-bad-soft p-4 text-sm sm:grid-cols-3"
    >
      <div>
        <h2 className="pb-1 text-bad-text text-sm">What happened</h2>
        <p>{answer.what}</p>
      </div>
      <div>
        <h2 className="pb-1 text-bad-text text-sm">Why</h2>
        <p>{answer.why}</p>
      </div>
      <div>
        <h2 className="pb-1 text-bad-text text-sm">Fix</h2>
        <ol className="flex list-decimal flex-col gap-1 pl-4">
          {answer.fix.slice(0, 3).map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      </div>
    </section>
  )
}
