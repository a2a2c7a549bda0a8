import type { Metadata } from 'next'
import { MatrixPage } from '../../../../features/access/matrix-page.tsx'

export const metadata: Metadata = { title: 'Who can call what' }

export default function Page() {
  return <MatrixPage />
}
