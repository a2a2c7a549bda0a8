import type { Metadata } from 'next'
import { NewGuardrailPage } from '../../../../../features/guardrails/edit-guardrail-page.tsx'
import { stagesRead } from '../../../../../features/stages/queries.ts'
import { Prefetched } from '../../../../../server/prefetched.tsx'

export const metadata: Metadata = { title: 'New guardrail' }

export default async function Page({ searchParams }: { searchParams: Promise<{ ready?: string }> }) {
  const { ready } = await searchParams
  return (
    <Prefetched reads={[stagesRead()]}>
      <NewGuardrailPage ready={ready ?? null} />
    </Prefetched>
  )
}
