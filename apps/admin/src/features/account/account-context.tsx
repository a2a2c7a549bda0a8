'use client'
import { can, type Scope } from '@gatehouse/auth/permissions'
import type { AccountView } from '@gatehouse/contracts/endpoints/account'
import type { Permission } from '@gatehouse/contracts/permissions'
import { createContext, type ReactNode, useContext } from 'react'
import { whoHolds } from '../../components/who-holds.ts'

const AccountContext = createContext<AccountView | undefined>(undefined)

export function AccountProvider({ account, children }: { account: AccountView; children: ReactNode }) {
  return <AccountContext value={account}>{children}</AccountContext>
}

/** Who is signed in. */
export function useAccount(): AccountView {
  const account = useContext(AccountContext)
  if (!account) throw new Error('useAccount is for pages of the console only')
  return account
}

export type Allowance = { allowed: boolean; why: string | null }

/**
 * Whether the person may do something, and if not, who can change that: an act that one may not is shown disabled with the reason.
 * Only for what is shown; the verb judges. Without a scope, holding it anywhere is enough to see the way in.
 */
export function useMay(permission: Permission, scope?: Scope): Allowance {
  const { grants } = useAccount()
  const allowed = scope
    ? can(grants, permission, scope)
    : grants.some((grant) => grant.permissions.includes(permission))
  return { allowed, why: allowed ? null : `${whoHolds(permission)}.` }
}
