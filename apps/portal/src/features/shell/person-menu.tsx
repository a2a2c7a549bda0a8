'use client'
import { signOut } from '@gatehouse/auth/session/sign-in-client'
import { Avatar } from '@gatehouse/ui/avatar'
import { Disclosure } from '@gatehouse/ui/disclosure'
import { Link } from '@gatehouse/ui/link'
import { LayoutGrid, LogOut, UserRound } from 'lucide-react'

const line =
  'flex h-9 w-full items-center gap-2 rounded-md px-2 text-left text-sm hover:bg-hover [&_svg]:size-4 [&_svg]:text-subtle'

/** The signed-in person: applications, profile, sign-out. */
export function PersonMenu({ name, email, pathname }: { name: string; email: string | null; pathname: string }) {
  return (
    <Disclosure
      label={`Signed in as ${name}`}
      closeOn={pathname}
      button={
        <span aria-hidden>
          <Avatar name={name} />
        </span>
      }
      buttonClassName="rounded-full hover:bg-transparent hover:opacity-85"
      panelClassName="absolute top-10 right-0 w-60 rounded-lg border border-line p-1 shadow-lg"
    >
      <p className="truncate px-2 py-1.5 text-muted text-sm">{email ?? name}</p>
      <nav aria-label="Account">
        <Link href="/applications" className={line}>
          <LayoutGrid aria-hidden />
          My applications
        </Link>
        <Link href="/profile" className={line}>
          <UserRound aria-hidden />
          Profile
        </Link>
        <button
          type="button"
          className={line}
          onClick={() => void signOut().finally(() => window.location.assign('/'))}
        >
          <LogOut aria-hidden />
          Sign out
        </button>
      </nav>
    </Disclosure>
  )
}
