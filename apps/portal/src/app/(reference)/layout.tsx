import type { ReactNode } from 'react'
import { PortalShell } from '../../features/shell/portal-shell.tsx'
import { shownPerson } from '../../server/account.ts'

export default async function ReferenceLayout({ children }: { children: ReactNode }) {
  return (
    <PortalShell person={await shownPerson()} wide>
      {children}
    </PortalShell>
  )
}
