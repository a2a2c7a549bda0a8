import type { Metadata } from 'next'
import { GuardrailPage } from '../../../../../features/guardrails/guardrail-page.tsx'
import { guardrailRead } from '../../../../../features/guardrails/queries.ts'
import { Prefetched } from '../../../../../server/prefetched.tsx'

export const metadata: Metadata = { title: 'Guardrail' }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <Prefetched reads={[guardrailRead(id)]}>
      <GuardrailPage id={id} />
    </Prefetched>
  )
}
