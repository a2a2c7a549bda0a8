'use client'
import type { AccountView } from '@gatehouse/contracts/endpoints/account'
import { AppShell } from '@gatehouse/ui/app-shell'
import { Link } from '@gatehouse/ui/link'
import { ThemeToggle } from '@gatehouse/ui/theme'
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'
import { AccountProvider } from '../account/account-context.tsx'
import { Brand, BrandMark } from './brand.tsx'
import { toNavItem, visiblePlaces } from './navigation.tsx'
import { PersonMenu } from './person-menu.tsx'
import { SearchPalette } from './search-palette.tsx'
import { TasksButton } from './tasks-button.tsx'
import { Trail, TrailProvider } from './trail.tsx'

type ConsoleShellProps = { account: AccountView; organization: string; collapsed: boolean; children: ReactNode }

/** The console's frame around every page. */
export function ConsoleShell({ account, organization, collapsed, children }: ConsoleShellProps) {
  const pathname = usePathname()
  const sections = visiblePlaces((permission) => account.grants.some((grant) => grant.permissions.includes(permission)))
  return (
    <AccountProvider account={account}>
      <TrailProvider>
        <AppShell
          brand={
            <Link href="/" className="min-w-0 rounded-md">
              <Brand name={organization} />
            </Link>
          }
          brandMark={
            <Link href="/" aria-label="Overview" className="rounded-md">
              <BrandMark />
            </Link>
          }
          sections={[{ items: sections.map(toNavItem) }]}
          pathname={pathname}
          breadcrumbs={<Trail />}
          actions={
            <>
              <SearchPalette />
              <TasksButton />
              <ThemeToggle />
              <PersonMenu />
            </>
          }
          railFooter="Gatehouse"
          defaultCollapsed={collapsed}
        >
          {children}
        </AppShell>
      </TrailProvider>
    </AccountProvider>
  )
}
