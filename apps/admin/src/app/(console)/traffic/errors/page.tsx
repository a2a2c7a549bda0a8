import type { Metadata } from 'next'
import { ErrorsPage } from '../../../../features/traffic/errors-page.tsx'

export const metadata: Metadata = { title: 'Errors' }

export default function Page() {
  return <ErrorsPage />
}
