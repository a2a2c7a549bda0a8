'use client'
import type { GuardrailView } from '@gatehouse/contracts/endpoints/guardrails'
import { policyDefinitions } from '@gatehouse/policies/definitions'
import { Card } from '@gatehouse/ui/card'
import { StatusWord } from '@gatehouse/ui/status-word'

/** Calls that the guardrail is tried with whenever a stage is compiled. */
export function GuardrailExamples({ guardrail }: { guardrail: Pick<GuardrailView, 'policy' | 'options'> }) {
  const examples = policyDefinitions[guardrail.policy]?.examples?.(guardrail.options) ?? []
  if (examples.length === 0) return null
  return (
    <Card title="Examples" description="Tried at each compile; one that fails blocks every deploy.">
      <ul className="flex flex-col gap-1 text-sm">
        {examples.map(({ title, expected, run }) => {
          const { holds, came } = run()
          return (
            <li key={title} className="flex flex-wrap justify-between gap-x-3">
              <span>{title}</span>
              <StatusWord tone={holds ? 'ok' : 'bad'}>{holds ? came : `${came}, not ${expected}`}</StatusWord>
            </li>
          )
        })}
      </ul>
    </Card>
  )
}
