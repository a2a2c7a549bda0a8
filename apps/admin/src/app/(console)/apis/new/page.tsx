import type { Metadata } from 'next'
import { NewApiPage } from '../../../../features/imports/new-api-page.tsx'

export const metadata: Metadata = { title: 'New API' }

export default function Page() {
  return <NewApiPage />
}
