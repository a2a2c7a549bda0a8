import type { Metadata } from 'next'
import { ScopesPage } from '../../../../../features/issuer/scopes-page.tsx'

export const metadata: Metadata = { title: 'Scopes' }

export default function Page() {
  return <ScopesPage />
}
