import type { Metadata } from 'next'
import { ImportPage } from '../../../../../features/key-imports/import-page.tsx'

export const metadata: Metadata = { title: 'Import keys' }

export default function Page() {
  return <ImportPage />
}
