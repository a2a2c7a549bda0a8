'use client'
import { signOut } from '@gatehouse/auth/session/sign-in-client'
import { Avatar } from '@gatehouse/ui/avatar'
import { DropdownMenu } from '@gatehouse/ui/dropdown-menu'
import { LayoutGrid, LogOut, UserRound } from 'lucide-react'

/** The signed-in person: applications, profile, sign-out. */
export function PersonMenu({ name, email }: { name: string; email: string | null }) {
  return (
    <DropdownMenu
      label={name}
      trigger={
        <button
          type="button"
          aria-label={`Signed in as ${name}`}
          className="rounded-full outline-offset-2 transition-opacity hover:opacity-85"
        >
          <Avatar name={name} />
        </button>
      }
      items={[
        { kind: 'heading', label: email ?? name },
        { label: 'My applications', icon: <LayoutGrid aria-hidden />, href: '/applications' },
        { label: 'Profile', icon: <UserRound aria-hidden />, href: '/profile' },
        { kind: 'separator' },
        {
          label: 'Sign out',
          icon: <LogOut aria-hidden />,
          onSelect: () => void signOut().finally(() => window.location.assign('/')),
        },
      ]}
    />
  )
}
