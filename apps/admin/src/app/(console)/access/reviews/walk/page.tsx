import type { Metadata } from 'next'
import { WalkPage } from '../../../../../features/reviews/walk-page.tsx'

export const metadata: Metadata = { title: 'Review one by one' }

export default function Page() {
  return <WalkPage />
}
