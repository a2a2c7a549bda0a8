'use client'
import { signOut } from '@gatehouse/auth/session/sign-in-client'
import { Avatar } from '@gatehouse/ui/avatar'
import { DropdownMenu } from '@gatehouse/ui/dropdown-menu'
import { LogOut, UserRound } from 'lucide-react'
import { useAccount } from '../account/account-context.tsx'

/** The signed-in person: profile and sign-out. */
export function PersonMenu() {
  const account = useAccount()
  return (
    <DropdownMenu
      label={account.name}
      trigger={
        <button type="button" className="rounded-full outline-offset-2 transition-opacity hover:opacity-85">
          <span className="sr-only">Signed in as {account.name}, </span>
          <Avatar name={account.name} />
        </button>
      }
      items={[
        { kind: 'heading', label: account.email ?? account.name },
        { label: 'Your profile', icon: <UserRound aria-hidden />, href: '/settings/profile' },
        { kind: 'separator' },
        {
          label: 'Sign out',
          icon: <LogOut aria-hidden />,
          onSelect: () => void signOut().finally(() => window.location.assign('/sign-in')),
        },
      ]}
    />
  )
}
