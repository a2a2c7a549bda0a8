import type { Metadata } from 'next'
import { StagesPage } from '../../../features/stages/stages-page.tsx'

export const metadata: Metadata = { title: 'Stages & gateways' }

export default function Page() {
  return <StagesPage />
}
