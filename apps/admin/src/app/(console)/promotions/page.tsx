import type { Metadata } from 'next'
import { PromotionsPage } from '../../../features/promotions/promotions-page.tsx'

export const metadata: Metadata = { title: 'Promotions' }

export default function Page() {
  return <PromotionsPage />
}
