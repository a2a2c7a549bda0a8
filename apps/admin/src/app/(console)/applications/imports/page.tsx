import type { Metadata } from 'next'
import { ImportsPage } from '../../../../features/key-imports/imports-page.tsx'

export const metadata: Metadata = { title: 'Imports of keys' }

export default function Page() {
  return <ImportsPage />
}
