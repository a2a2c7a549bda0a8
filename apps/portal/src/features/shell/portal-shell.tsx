'use client'
import { LinkButton } from '@gatehouse/ui/link-button'
import { TopBarShell } from '@gatehouse/ui/top-bar-shell'
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'
import { BrandLink } from './brand-link.tsx'
import { PersonMenu } from './person-menu.tsx'
import { SearchBox } from './search-box.tsx'
import { ThemeCycle } from './theme-cycle.tsx'

type PortalShellProps = {
  person: { name: string; email: string | null } | undefined
  wide?: boolean
  children: ReactNode
}

/** Frame of every page of the portal. */
export function PortalShell({ person, wide = false, children }: PortalShellProps) {
  const pathname = usePathname()
  const entering = /^\/(sign-in|sign-up|verify-email|forgot-password|reset-password)/.test(pathname)
  const next = entering || pathname === '/' ? '' : `?next=${encodeURIComponent(pathname)}`
  return (
    <TopBarShell
      brand={<BrandLink />}
      pathname={pathname}
      wide={wide}
      items={[
        { label: 'APIs', href: '/apis' },
        ...(person
          ? [
              { label: 'Applications', href: '/applications' },
              { label: 'Usage', href: '/usage' },
              { label: 'Requests', href: '/requests' },
            ]
          : []),
        { label: 'Problems', href: '/problems' },
      ]}
      search={pathname === '/' || pathname === '/apis' ? null : <SearchBox />}
      actions={
        <>
          <ThemeCycle />
          {person ? (
            <PersonMenu {...person} pathname={pathname} />
          ) : (
            <>
              <LinkButton href={`/sign-in${next}`} variant="ghost" className="max-sm:hidden">
                Sign in
              </LinkButton>
              <LinkButton href={`/sign-up${next}`} variant="secondary">
                Sign up
              </LinkButton>
            </>
          )}
        </>
      }
      footer={<Footer />}
    >
      {children}
    </TopBarShell>
  )
}

function Footer() {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
      <span>Every answer of the gateway carries a request id. Paste it into the search to see what happened.</span>
      <span className="flex gap-4">
        <a className="hover:text-fg" href="/llms.txt">
          llms.txt
        </a>
        <a className="hover:text-fg" href="/problems">
          Problems
        </a>
        <a className="hover:text-fg" href="/privacy">
          Your data
        </a>
      </span>
    </div>
  )
}
