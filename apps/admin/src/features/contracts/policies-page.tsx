'use client'
import type { EndpointOutput } from '@gatehouse/contracts/endpoint'
import type { getWorkingCopy } from '@gatehouse/contracts/endpoints/contracts'
import { defaultOperationLimits } from '@gatehouse/contracts/operation-limits'
import type { UndeclaredSettings } from '@gatehouse/contracts/operation-settings'
import { policyDefinitions } from '@gatehouse/policies/definitions'
import { Badge } from '@gatehouse/ui/badge'
import { Card } from '@gatehouse/ui/card'
import { formatBytes, formatCount, plural } from '@gatehouse/ui/format'
import { SkeletonText } from '@gatehouse/ui/skeleton'
import { TextLink } from '@gatehouse/ui/text-link'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { useVersion } from '../apis/version-context.tsx'
import { InheritedGuardrails } from '../guardrails/inherited-guardrails.tsx'
import { PolicySentences } from '../policy/policy-sentences-list.tsx'
import { limitsText } from '../products/limits-text.ts'
import type { ProductView } from '../products/product-view.ts'
import { productsRead } from '../products/queries.ts'
import { workingCopyRead } from './queries.ts'
import { undeclaredPlaces, validationMeanings, validationWords } from './validation-text.ts'
import { VersionPolicies } from './version-policies.tsx'

type Content = EndpointOutput<typeof getWorkingCopy>['content']

/** Everything that acts on a call of this version, in the order in which the gateway does it. */
export function PoliciesPage() {
  const { name } = useVersion()
  const query = useRead(workingCopyRead(name))
  const products = useRead(productsRead({ limit: 200 }))
  return (
    <Loaded query={query} what="policies" needs="api.read" skeleton={<SkeletonText lines={10} />}>
      {(data) => (
        <div className="flex flex-col gap-6">
          <InheritedGuardrails name={name} />
          <VersionPolicies copy={data} />
          <PolicyList content={data.content} products={products.data?.items ?? []} />
        </div>
      )}
    </Loaded>
  )
}

function PolicyList({ content, products }: { content: Content; products: readonly ProductView[] }) {
  const { page, base } = useVersion()
  const operations = Object.values(content.operations)
  const anonymous = operations.filter((operation) => operation.anonymous).length
  const byMode = (['block', 'report', 'off'] as const)
    .map((mode) => ({ mode, count: operations.filter((one) => (one.requestValidation ?? 'block') === mode).length }))
    .filter(({ count }) => count > 0)
  const locations = content.keyLocations ?? schemeLocations(content)
  const largest = Math.max(defaultOperationLimits.bodyBytes, ...operations.map((one) => one.limits?.bodyBytes ?? 0))
  const limited = operations.filter(({ limits }) => Object.keys(limits ?? {}).some((one) => one !== 'bodyBytes')).length
  const here = products.filter((product) => product.items.some((item) => item.versionId === page.version.id))
  return (
    <Card
      flush
      title="What acts on a call"
      description="In the gateway’s order. The working copy’s state; a stage follows at its next deploy, plans at once."
    >
      <ol className="divide-y divide-line">
        <Row phase="Parse" title="Size of the body">
          At most {formatBytes(defaultOperationLimits.bodyBytes)} unless an operation allows more
          {largest > defaultOperationLimits.bodyBytes ? `; the most any allows is ${formatBytes(largest)}` : ''}. A
          larger one gets 413.
        </Row>
        <OwnPolicies content={content} of="ip-rules" phase="Addresses" />
        <Row phase="Authenticate" title="API key">
          Read from {locations.map((one) => `${one.in} ${one.name}`).join(', or ')}. Without a valid one: 401.
          {anonymous > 0 && (
            <>
              {' '}
              <TextLink href={`${base}/contract?access=anonymous`}>{plural(anonymous, 'operation')}</TextLink> need
              none.
            </>
          )}
        </Row>
        <Row phase="Authorize" title="Subscription">
          The application needs an active subscription to a product that holds the operation; else 403.{' '}
          {here.length === 0
            ? 'No product holds this version yet.'
            : `It is in ${here.map((one) => one.name).join(', ')}.`}
        </Row>
        <OwnPolicies content={content} of="access-rules" phase="Authorize" />
        <Row phase="Rate limit" title="Limits of plans">
          <PlanLimits products={here} part="rate" />
        </Row>
        <OwnPolicies content={content} of="rate-limit" phase="Rate limit" />
        <Row phase="Validate" title="Request validation">
          {byMode.map(({ mode, count }) => (
            <span key={mode} className="block">
              {plural(count, 'operation')}: {validationWords[mode].toLowerCase()}. {validationMeanings[mode]}
            </span>
          ))}
        </Row>
        <Row phase="Validate" title="Undeclared parts">
          <UndeclaredSummary operations={operations} />
        </Row>
        <Row phase="Validate" title="Structure of bodies">
          JSON at most {defaultOperationLimits.jsonDepth} levels deep, XML {defaultOperationLimits.xmlDepth} and without
          entities, forms of {formatCount(defaultOperationLimits.formFields)} fields
          {limited > 0
            ? `; ${plural(limited, 'operation')} with limits of their own`
            : ', unless an operation says otherwise'}
          .
        </Row>
        <Row phase="Quota" title="Quotas of plans">
          <PlanLimits products={here} part="quota" />
        </Row>
        <OwnPolicies content={content} of="request-headers" phase="Transform" />
        <Row phase="Upstream" title="Backend">
          Address, timeouts and headers are <TextLink href={`${base}/backends`}>values of each stage</TextLink>.
        </Row>
      </ol>
    </Card>
  )
}

/** Policies of one kind, of all operations and of single ones; nothing where there are none. */
function OwnPolicies({ content, of, phase }: { content: Content; of: string; phase: string }) {
  const { base } = useVersion()
  const whole = content.policies.filter(({ policy }) => policy === of)
  const single = Object.entries(content.operations).flatMap(([key, { id, policies = [] }]) =>
    policies.filter(({ policy }) => policy === of).map((use, place) => ({ key, id, place, use })),
  )
  if (whole.length + single.length === 0) return null
  return (
    <Row phase={phase} title={policyDefinitions[of]?.title ?? of}>
      <span className="flex flex-col gap-2">
        {whole.map((use, place) => (
          <PolicySentences key={`whole ${place}`} policy={of} options={use.options} />
        ))}
        {single.map(({ key, id, place, use }) => (
          <span key={`${id} ${place}`} className="flex flex-col gap-0.5">
            <TextLink href={`${base}/contract/${id}`}>{key}</TextLink>
            <PolicySentences policy={of} options={use.options} />
          </span>
        ))}
      </span>
    </Row>
  )
}

function Row({ phase, title, children }: { phase: string; title: string; children: React.ReactNode }) {
  return (
    <li className="grid gap-x-6 gap-y-1 px-4 py-3 text-sm sm:grid-cols-[7.5rem_11rem_1fr]">
      <span>
        <Badge>{phase}</Badge>
      </span>
      <span className="font-medium">{title}</span>
      <span className="min-w-0 text-muted">{children}</span>
    </li>
  )
}

function UndeclaredSummary({ operations }: { operations: readonly Content['operations'][string][] }) {
  const lines = (Object.keys(undeclaredPlaces) as (keyof UndeclaredSettings)[]).flatMap((place) =>
    (['strip', 'refuse'] as const).flatMap((rule) => {
      const count = operations.filter(({ undeclared }) => undeclared?.[place] === rule).length
      const act = rule === 'strip' ? 'taken out' : 'refused'
      return count === 0 ? [] : [`${undeclaredPlaces[place].label}: ${act} by ${plural(count, 'operation')}.`]
    }),
  )
  if (lines.length === 0) return 'Pass on to the backend. Each operation can take them out or refuse them.'
  return lines.map((line) => (
    <span key={line} className="block">
      {line}
    </span>
  ))
}

function PlanLimits({ products, part }: { products: readonly ProductView[]; part: 'rate' | 'quota' }) {
  const plans = products.flatMap((product) =>
    product.plans.filter((plan) => !plan.retiredAt).map((plan) => ({ product, plan })),
  )
  if (plans.length === 0) return 'No plan yet, so nothing is limited.'
  return plans.map(({ product, plan }) => (
    <span key={plan.id} className="block">
      <TextLink href={`/products/${product.id}`} quiet>
        {product.name}, {plan.name}
      </TextLink>
      : {limitsText(plan.limits.default)[part]}
      {Object.keys(plan.limits.stages).length > 0 && ' (other limits on some stages)'}
    </span>
  ))
}

function schemeLocations(content: Content): { in: string; name: string }[] {
  const found = Object.values(content.contract.securitySchemes).flatMap((scheme) =>
    scheme.type === 'apiKey' && scheme.in !== 'cookie' ? [{ in: scheme.in as string, name: scheme.name }] : [],
  )
  const all = [{ in: 'header', name: 'x-api-key' }, ...found]
  return all.filter(
    (one, index) =>
      all.findIndex((other) => `${other.in} ${other.name.toLowerCase()}` === `${one.in} ${one.name.toLowerCase()}`) ===
      index,
  )
}
