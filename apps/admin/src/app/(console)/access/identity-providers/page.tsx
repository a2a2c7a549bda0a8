import type { Metadata } from 'next'
import { IdentityProvidersPage } from '../../../../features/identity/identity-providers-page.tsx'
import { providersRead, signInSettingsRead } from '../../../../features/identity/queries.ts'
import { Prefetched } from '../../../../server/prefetched.tsx'

export const metadata: Metadata = { title: 'Identity providers' }

export default function Page() {
  return (
    <Prefetched reads={[providersRead(), signInSettingsRead()]}>
      <IdentityProvidersPage />
    </Prefetched>
  )
}
