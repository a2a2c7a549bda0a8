import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { portalUrl } from '../../../../env.ts'
import { findProblem, ProblemPage } from '../../../../features/problems/problem-pages.tsx'

type Props = { params: Promise<{ code: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const entry = findProblem((await params).code)
  return entry
    ? {
        title: `${entry.title} (${entry.code})`,
        description: entry.why,
        alternates: { canonical: `/problems/${entry.code}` },
      }
    : { title: 'Not found' }
}

export default async function Page({ params }: Props) {
  const entry = findProblem((await params).code)
  if (!entry) notFound()
  return <ProblemPage entry={entry} portalUrl={portalUrl()} />
}
