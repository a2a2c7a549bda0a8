import type { ReactNode } from 'react'
import { Interaction } from '../../../components/interaction.tsx'
import { EntryColumn } from '../../../features/account/entry-title.tsx'

export default function EntryLayout({ children }: { children: ReactNode }) {
  return (
    <Interaction>
      <EntryColumn>{children}</EntryColumn>
    </Interaction>
  )
}
