import type { Metadata } from 'next'
import { OrganizationPage } from '../../../../features/settings/organization-page.tsx'

export const metadata: Metadata = { title: 'Organization' }

export default function Page() {
  return <OrganizationPage />
}
