import type { Metadata } from 'next'
import { GuardrailsPage } from '../../../../features/guardrails/guardrails-page.tsx'
import { accessChangesRead, accessReviewRead, guardrailsRead } from '../../../../features/guardrails/queries.ts'
import { Prefetched } from '../../../../server/prefetched.tsx'

export const metadata: Metadata = { title: 'Guardrails' }

export default function Page() {
  return (
    <Prefetched reads={[guardrailsRead(), accessChangesRead(), accessReviewRead()]}>
      <GuardrailsPage />
    </Prefetched>
  )
}
