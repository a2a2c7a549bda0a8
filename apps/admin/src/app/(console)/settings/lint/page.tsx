import type { Metadata } from 'next'
import { LintRulesPage } from '../../../../features/lint/lint-rules-page.tsx'

export const metadata: Metadata = { title: 'Lint rules' }

export default function Page() {
  return <LintRulesPage />
}
