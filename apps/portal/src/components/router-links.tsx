'use client'
import { type LinkProps, LinkProvider } from '@gatehouse/ui/link'
import NextLink, { type LinkProps as NextLinkProps } from 'next/link'
import { useRouter } from 'next/navigation'
import { type ReactNode, useCallback } from 'react'

/** Next fetches ahead only what is pointed at: a navigation of a hundred operations must not fetch a hundred pages. */
function RouterLink(props: LinkProps) {
  return <NextLink prefetch={false} {...(props as NextLinkProps)} />
}

/** Makes the links of the design system use this app's router. */
export function RouterLinks({ children }: { children: ReactNode }) {
  const router = useRouter()
  const navigate = useCallback((href: string) => router.push(href), [router])
  return (
    <LinkProvider component={RouterLink} navigate={navigate}>
      {children}
    </LinkProvider>
  )
}
