import { LinkButton } from '@gatehouse/ui/link-button'
import { SectionHeader } from '@gatehouse/ui/section-header'
import { limitsInWords } from './limit-words.ts'
import { type PortalVersionView, versionHref } from './load-version.ts'

type Plan = PortalVersionView['products'][number]['plans'][number]

/** The plans with their limits. Products are named only where there is more than one to tell apart. */
export function PlanCards({ view }: { view: PortalVersionView }) {
  const products = view.products.filter(({ plans }) => plans.length > 0)
  if (products.length === 0) return null
  return (
    <section aria-labelledby="plans">
      <SectionHeader title={<span id="plans">Plans</span>} />
      {products.map((product) => (
        <div key={product.id} className="mt-2">
          {products.length > 1 && (
            <p className="mb-2 text-sm">
              <span className="font-medium">{product.name}</span>{' '}
              <span className="text-muted">{product.description}</span>
            </p>
          )}
          <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
            {product.plans.map((plan) => (
              <PlanCard key={plan.id} plan={plan} view={view} />
            ))}
          </ul>
        </div>
      ))}
    </section>
  )
}

function PlanCard({ plan, view }: { plan: Plan; view: PortalVersionView }) {
  const mine = view.access.find(({ planName }) => planName === plan.name)
  return (
    <li className="flex flex-col gap-2 rounded-lg border border-line bg-surface p-4">
      <p className="flex items-baseline justify-between gap-2">
        <span className="font-medium">{plan.name}</span>
        <span className="text-muted text-sm">{plan.free ? 'Free' : 'Paid'}</span>
      </p>
      {plan.description && <p className="text-muted text-sm">{plan.description}</p>}
      <PlanLimits plan={plan} />
      <p className="mt-auto flex items-center justify-between gap-2 pt-2 text-muted text-sm">
        {plan.approval === 'automatic' ? 'Access at once' : 'The API’s team approves'}
        {mine ? (
          <span>{mine.applicationName} uses it</span>
        ) : view.state !== 'published' ? (
          <span>takes no new applications</span>
        ) : (
          <LinkButton size="sm" href={`${versionHref(view)}/start?plan=${plan.id}`}>
            Choose
          </LinkButton>
        )}
      </p>
    </li>
  )
}

/** Limits once where all stages have the same, else per stage. */
export function PlanLimits({ plan }: { plan: Plan }) {
  const words = plan.limits.map(({ stage, limits }) => ({ stage, text: limitsInWords(limits) }))
  const [first] = words
  if (!first) return null
  if (words.every(({ text }) => text === first.text)) return <p className="text-sm">{first.text}</p>
  return (
    <dl className="text-sm">
      {words.map(({ stage, text }) => (
        <div key={stage} className="flex gap-2">
          <dt className="w-16 shrink-0 text-muted">{stage}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  )
}
