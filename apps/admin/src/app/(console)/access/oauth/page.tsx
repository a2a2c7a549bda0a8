import type { Metadata } from 'next'
import { PolicyPage } from '../../../../features/issuer/policy-page.tsx'

export const metadata: Metadata = { title: 'OAuth server' }

export default function Page() {
  return <PolicyPage />
}
