import type { Metadata } from 'next'
import { EditGuardrailPage } from '../../../../../../features/guardrails/edit-guardrail-page.tsx'
import { guardrailRead } from '../../../../../../features/guardrails/queries.ts'
import { Prefetched } from '../../../../../../server/prefetched.tsx'

export const metadata: Metadata = { title: 'Change a guardrail' }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <Prefetched reads={[guardrailRead(id)]}>
      <EditGuardrailPage id={id} />
    </Prefetched>
  )
}
