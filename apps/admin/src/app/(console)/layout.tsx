import { getOrganization } from '@gatehouse/contracts/endpoints/organization'
import { railCookie } from '@gatehouse/ui/rail-cookie'
import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { ProofDialog } from '../../features/account/proof-dialog.tsx'
import { ConsoleShell } from '../../features/shell/console-shell.tsx'
import { requireAccount } from '../../server/account.ts'
import { serverCall } from '../../server/call.ts'

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const account = await requireAccount()
  const organization = await (await serverCall())(getOrganization, {}).catch(() => undefined)
  const collapsed = (await cookies()).get(railCookie)?.value === '1'
  return (
    <ConsoleShell account={account} organization={organization?.name ?? 'Gatehouse'} collapsed={collapsed}>
      {children}
      <ProofDialog />
    </ConsoleShell>
  )
}
