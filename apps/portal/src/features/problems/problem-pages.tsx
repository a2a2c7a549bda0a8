import {
  type Problem,
  type ProblemCode,
  type ProblemEntry,
  problemDocument,
  problems,
} from '@gatehouse/contracts/problems'
import { Breadcrumbs } from '@gatehouse/ui/breadcrumbs'
import { CodeBlock } from '@gatehouse/ui/code-block'
import { Link } from '@gatehouse/ui/link'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'

type Entry = { code: ProblemCode } & ProblemEntry

const entries: readonly Entry[] = Object.entries(problems).map(([code, entry]) => ({
  code: code as ProblemCode,
  ...entry,
}))

export const findProblem = (code: string): Entry | undefined => entries.find((entry) => entry.code === code)

const groups = [
  {
    title: 'Answers of the gateway',
    note: 'Given to API calls before or instead of the API’s own answer.',
    holds: (entry: Entry) => entry.surface !== 'management',
  },
  {
    title: 'Answers of the portal and the management API',
    note: 'Given when you manage applications, keys and APIs.',
    holds: (entry: Entry) => entry.surface === 'management',
  },
] as const

/** Every problem, by who answers it. */
export function ProblemsPage() {
  return (
    <Page>
      <PageHeader
        title="Problems"
        facts="Every refusal is a problem document (RFC 9457) with a code. Each code has a page: why it happens and what to do."
      />
      {groups.map(({ title, note, holds }) => (
        <section key={title} aria-label={title}>
          <h2 className="text-lg">{title}</h2>
          <p className="text-muted text-sm">{note}</p>
          <ul className="mt-3 divide-y divide-line border-line border-y">
            {entries
              .filter(holds)
              .sort((a, b) => a.status - b.status)
              .map(({ code, status, title: name, why }) => (
                <li
                  key={code}
                  className="relative grid gap-x-4 px-2 py-2.5 text-sm hover:bg-hover sm:grid-cols-[3rem_13rem_minmax(0,1fr)]"
                >
                  <span className="gh-tabular text-muted">{status}</span>
                  <Link href={`/problems/${code}`} className="font-mono text-[13px] after:absolute after:inset-0">
                    {code}
                  </Link>
                  <span className="text-muted">
                    <span className="text-fg">{name}.</span> {why}
                  </span>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </Page>
  )
}

/** One problem: what its `type` points at. */
export function ProblemPage({ entry, portalUrl }: { entry: Entry; portalUrl: string }) {
  return (
    <Page width="narrow">
      <Breadcrumbs items={[{ label: 'Problems', href: '/problems' }, { label: entry.code }]} />
      <PageHeader
        title={entry.title}
        facts={
          <>
            {entry.status} · <code>{entry.code}</code>
          </>
        }
      />
      <section>
        <h2 className="text-base">Why it happens</h2>
        <p className="mt-1">{entry.why}</p>
      </section>
      <section>
        <h2 className="text-base">What to do</h2>
        <ol className="mt-1 list-decimal pl-5">
          {entry.fix.map((step) => (
            <li key={step} className="py-0.5">
              {step}
            </li>
          ))}
        </ol>
      </section>
      <section>
        <h2 className="text-base">How it looks</h2>
        <CodeBlock
          className="mt-2"
          title="application/problem+json"
          language="json"
          code={JSON.stringify(exampleDocument(entry.code, portalUrl), null, 2)}
        />
        <p className="mt-2 text-muted text-sm">
          Clients decide by <code>code</code>, never by <code>title</code> or <code>detail</code>. The request id leads
          to the request’s page in your log.
        </p>
      </section>
    </Page>
  )
}

function exampleDocument(code: ProblemCode, portalUrl: string): Problem {
  const requestId = 'req_0198c2f06f2b7d3e8a41c95e7b20d6f4'
  const invalid: ProblemCode[] = ['request_invalid', 'invalid_input']
  return problemDocument(code, portalUrl, {
    requestId,
    ...(invalid.includes(code)
      ? { errors: [{ in: 'body', pointer: '/lines/0/quantity', rule: 'minimum', expected: 'a number of at least 1' }] }
      : {}),
  })
}
