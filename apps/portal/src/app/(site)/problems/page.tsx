import type { Metadata } from 'next'
import { ProblemsPage } from '../../../features/problems/problem-pages.tsx'

export const metadata: Metadata = { title: 'Problems', alternates: { canonical: '/problems' } }

export default function Page() {
  return <ProblemsPage />
}
