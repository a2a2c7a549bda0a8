'use client'
import { LinkTabs } from '@gatehouse/ui/link-tabs'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'
import { useMay } from '../account/account-context.tsx'

type IssuerPageProps = {
  facts: ReactNode
  primary?: ReactNode
  width?: 'full' | 'reading'
  children: ReactNode
}

/** The frame of the OAuth server's pages: what it is, and its parts. */
export function IssuerPage({ facts, primary, width = 'full', children }: IssuerPageProps) {
  const path = usePathname()
  const issuer = useMay('issuer.read').allowed
  const endUsers = useMay('end-user.read').allowed
  const tabs = [
    ...(issuer
      ? [
          { href: '/access/oauth', label: 'Policy' },
          { href: '/access/oauth/scopes', label: 'Scopes' },
          { href: '/access/oauth/tokens', label: 'Issued tokens' },
        ]
      : []),
    ...(endUsers
      ? [
          { href: '/access/oauth/end-users', label: 'End users' },
          { href: '/access/oauth/groups', label: 'Groups' },
        ]
      : []),
  ].map((tab) => ({ ...tab, current: path === tab.href }))
  return (
    <Page width={width}>
      <PageHeader title="OAuth server" facts={facts} {...(primary ? { primary } : {})} />
      <LinkTabs label="Parts of the OAuth server" tabs={tabs} />
      {children}
    </Page>
  )
}
