import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { Interaction } from '../../../components/interaction.tsx'

export const metadata: Metadata = { robots: { index: false } }

export default function OwnLayout({ children }: { children: ReactNode }) {
  return <Interaction>{children}</Interaction>
}
