import type { Metadata } from 'next'
import { NewProviderPage } from '../../../../../features/identity/new-provider-page.tsx'

export const metadata: Metadata = { title: 'Connect an identity provider' }

export default function Page() {
  return <NewProviderPage />
}
