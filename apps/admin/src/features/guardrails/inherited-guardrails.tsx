'use client'
import { Card } from '@gatehouse/ui/card'
import { SkeletonText } from '@gatehouse/ui/skeleton'
import { TextLink } from '@gatehouse/ui/text-link'
import { ShieldCheck } from 'lucide-react'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { inheritedRead } from './queries.ts'

type InheritedGuardrailsProps = {
  name: { api: string; version: string }
  /** Only what holds at this operation. */
  operationId?: string
  /** Only what holds on this stage, by its slug. */
  stage?: string
}

/** What Security has set above an API, read-only: what holds, where, and why. */
export function InheritedGuardrails({ name, operationId, stage }: InheritedGuardrailsProps) {
  const query = useRead(inheritedRead(name.api, name.version))
  return (
    <Card
      title="Guardrails"
      description="Of Security, above this API’s own policies. An API can tighten them, never weaken them."
    >
      <Loaded query={query} what="guardrails" needs="api.read" compact skeleton={<SkeletonText lines={3} />}>
        {({ items }) => {
          const held = items.filter(
            (one) =>
              (operationId === undefined || one.operations === null || one.operations.includes(operationId)) &&
              (stage === undefined || one.stages.some(({ slug }) => slug === stage)),
          )
          if (held.length === 0) return <p className="text-muted text-sm">No guardrail holds here.</p>
          return (
            <ul className="flex flex-col divide-y divide-line text-sm">
              {held.map((one) => (
                <li key={one.id} className="flex gap-3 py-2.5 first:pt-0 last:pb-0">
                  <ShieldCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
                  <div className="flex min-w-0 flex-col gap-1">
                    <span className="flex flex-wrap items-baseline gap-x-2">
                      <TextLink href={`/access/guardrails/${one.id}`}>{one.name}</TextLink>
                      <span className="text-muted text-xs">{one.where}</span>
                    </span>
                    <ul className="flex flex-col gap-0.5">
                      {one.sentences.slice(0, 4).map((sentence) => (
                        <li key={sentence} className="[overflow-wrap:anywhere]">
                          {sentence}
                        </li>
                      ))}
                    </ul>
                    <span className="text-muted text-xs">Why: {one.reason}</span>
                  </div>
                </li>
              ))}
            </ul>
          )
        }}
      </Loaded>
    </Card>
  )
}
