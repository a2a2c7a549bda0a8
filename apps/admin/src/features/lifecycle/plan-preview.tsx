'use client'
import type { DeprecationPreview, DeprecationView } from '@gatehouse/contracts/endpoints/deprecation-views'
import type { DeprecationPlan } from '@gatehouse/contracts/endpoints/deprecations'
import { Banner } from '@gatehouse/ui/banner'
import { CodeBlock } from '@gatehouse/ui/code-block'
import { formatCompact, plural } from '@gatehouse/ui/format'
import { formatInstant } from '@gatehouse/ui/time'
import { eventWords } from './program-text.ts'

type PlanPreviewProps = { preview: DeprecationPreview; view: DeprecationView; plan: DeprecationPlan }

/** Headers, banner, mail and who gets it, before anything is saved. */
export function PlanPreview({ preview, view, plan }: PlanPreviewProps) {
  return (
    // The form before it may have been scrolled to its end.
    <div className="flex scroll-mt-4 flex-col gap-5" ref={(top) => top?.scrollIntoView()}>
      <Banner tone="info" compact title={whatSavingDoes(preview, view, plan)} />
      <Section title="In every answer">
        <CodeBlock language="http" code={preview.headers.join('\n')} wrap />
      </Section>
      <Section title="Banner in the portal">
        <Banner tone="warn" title={preview.banner}>
          {plan.message && <p className="whitespace-pre-wrap">{plan.message}</p>}
        </Banner>
      </Section>
      <Section title={`Mail: ${preview.mail.subject}`}>
        <CodeBlock language="text" code={preview.mail.text} maxHeight={220} wrap />
      </Section>
      <Section title={`Who gets it: ${plural(preview.recipients.length, 'application')} called in the last 30 days`}>
        {preview.recipients.length === 0 ? (
          <p className="text-muted text-sm">Nobody: no application calls it.</p>
        ) : (
          <ul className="flex flex-col gap-1 text-sm">
            {preview.recipients.slice(0, 30).map(({ application, persons, reachable, calls }) => (
              <li key={application.id} className="flex flex-wrap justify-between gap-x-3">
                <span>
                  {application.name}
                  <span className="text-muted">
                    {' '}
                    · {reachable === 0 ? 'nobody to write to' : persons.join(', ') || plural(reachable, 'owner')}
                  </span>
                </span>
                <span className="gh-tabular text-muted">{formatCompact(calls)} calls</span>
              </li>
            ))}
            {preview.recipients.length > 30 && (
              <li className="text-muted">and {preview.recipients.length - 30} more</li>
            )}
          </ul>
        )}
      </Section>
      <Section title="What happens by itself">
        <ol className="flex flex-col gap-1 text-sm">
          {preview.events.map((event) => (
            <li key={`${event.at} ${event.kind}`} className="flex flex-wrap gap-x-3">
              <span className="gh-tabular text-muted">{formatInstant(event.at)}</span>
              <span className="min-w-0 flex-1">
                <span className="font-medium">{eventWords[event.kind]}.</span> {event.sentence}
              </span>
            </li>
          ))}
        </ol>
      </Section>
    </div>
  )
}

function whatSavingDoes(preview: DeprecationPreview, view: DeprecationView, plan: DeprecationPlan): string {
  const owners = preview.recipients.reduce((sum, { reachable }) => sum + reachable, 0)
  if (view.program?.announcedAt)
    return `If dates, successor or guide change, ${plural(owners, 'owner')} are told of it at once.`
  if (Date.parse(plan.deprecatedAt) <= Date.now())
    return owners === 0
      ? 'Saving makes it Deprecated at once. There is nobody to tell.'
      : `Saving makes it Deprecated at once and tells ${plural(owners, 'owner')}.`
  return 'Saving tells nobody yet: announce it by hand, or it is announced when it becomes Deprecated.'
}

function Section({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className="flex flex-col gap-2">
      <h3 className="font-medium text-sm">{title}</h3>
      {children}
    </section>
  )
}
