import type { Metadata } from 'next'
import { SinksPage } from '../../../../features/audit/sinks-page.tsx'

export const metadata: Metadata = { title: 'Audit sinks' }

export default function Page() {
  return <SinksPage />
}
