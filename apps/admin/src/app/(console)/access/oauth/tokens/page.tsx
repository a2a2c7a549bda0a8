import type { Metadata } from 'next'
import { TokensPage } from '../../../../../features/issuer/tokens-page.tsx'

export const metadata: Metadata = { title: 'Issued tokens' }

export default function Page() {
  return <TokensPage />
}
