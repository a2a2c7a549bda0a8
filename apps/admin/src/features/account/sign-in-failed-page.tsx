import { type ProblemCode, problems } from '@gatehouse/contracts/problems'
import { CopyableId } from '@gatehouse/ui/copyable-id'
import { LinkButton } from '@gatehouse/ui/link-button'
import { EntryTitle } from './entry-frame.tsx'

/** A sign-in with an identity provider came to nothing: why, what helps, and the id under which it is in the log. */
export function SignInFailedPage({ code, request }: { code: string | undefined; request: string | undefined }) {
  const entry = problems[code as ProblemCode] ?? problems.internal
  const known = request !== undefined && /^req_[0-9a-f]{32}$/.test(request)
  return (
    <div role="alert">
      <EntryTitle title={entry.title}>{entry.why}</EntryTitle>
      <h2 className="font-medium text-sm">What helps</h2>
      <ul className="mt-1 mb-6 list-disc space-y-1 pl-5 text-sm">
        {entry.fix.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ul>
      <LinkButton href="/sign-in" variant="primary" size="lg" block>
        Back to sign-in
      </LinkButton>
      {known && (
        <p className="mt-6 text-muted text-sm">
          If you ask for help, name this request: <CopyableId value={request} label="Copy request id" />
        </p>
      )}
    </div>
  )
}
