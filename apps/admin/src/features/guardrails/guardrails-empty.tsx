'use client'
import { Card } from '@gatehouse/ui/card'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { LinkButton } from '@gatehouse/ui/link-button'
import { ShieldCheck } from 'lucide-react'
import { readyGuardrails } from './ready-guardrails.ts'

/** What guardrails are for, by three that most organizations want. */
export function GuardrailsEmpty({ may }: { may: boolean }) {
  return (
    <div className="flex flex-col gap-4">
      <EmptyState
        icon={<ShieldCheck aria-hidden />}
        title="No guardrails yet"
        why="A guardrail holds for all APIs that it names, from the moment it is approved: no team has to deploy anything, and none can switch it off. Begin with one of these, or with your own."
        {...(may
          ? {
              action: (
                <LinkButton variant="primary" href="/access/guardrails/new">
                  Write a guardrail
                </LinkButton>
              ),
            }
          : {})}
      />
      <ul className="grid gap-3 md:grid-cols-3">
        {Object.entries(readyGuardrails).map(([id, { text, draft }]) => (
          <li key={id}>
            <Card
              title={draft('').name}
              level={3}
              footer={
                may ? (
                  <LinkButton size="sm" href={`/access/guardrails/new?ready=${id}`}>
                    Look what it would do
                  </LinkButton>
                ) : undefined
              }
            >
              <p className="text-muted text-sm">{text}</p>
            </Card>
          </li>
        ))}
      </ul>
    </div>
  )
}
