import { policyKind } from '@gatehouse/contracts/endpoints/policy-reviews'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { PolicyPage } from '../../../../../../features/reviews/policy-page.tsx'
import { policyRead } from '../../../../../../features/reviews/queries.ts'
import { Prefetched } from '../../../../../../server/prefetched.tsx'

export const metadata: Metadata = { title: 'Policy' }

type PageProps = {
  params: Promise<{ kind: string; subject: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function Page({ params, searchParams }: PageProps) {
  const { kind, subject } = await params
  const parsed = policyKind.safeParse(kind)
  if (!parsed.success) notFound()
  const query = await searchParams
  const one = (name: string) => [query[name]].flat()[0]
  const address = { kind: parsed.data, subject, stage: one('stage'), hash: one('hash'), promotion: one('promotion') }
  return (
    <Prefetched reads={[policyRead(address)]}>
      <PolicyPage address={address} />
    </Prefetched>
  )
}
