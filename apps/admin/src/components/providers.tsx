'use client'
import { type LinkProps, LinkProvider } from '@gatehouse/ui/link'
import { Toaster } from '@gatehouse/ui/toast'
import { QueryClientProvider } from '@tanstack/react-query'
import NextLink from 'next/link'
import { useRouter } from 'next/navigation'
import { NuqsAdapter } from 'nuqs/adapters/next/app'
import { type ComponentProps, type ReactNode, useCallback, useState } from 'react'
import { newQueryClient } from './query-client.ts'

/** Next fetches ahead only what is pointed at: a table of a hundred rows must not fetch a hundred pages. */
function RouterLink(props: LinkProps) {
  return <NextLink prefetch={false} {...(props as ComponentProps<typeof NextLink>)} />
}

export function Providers({ children }: { children: ReactNode }) {
  const [client] = useState(newQueryClient)
  const router = useRouter()
  const navigate = useCallback((href: string) => router.push(href), [router])
  return (
    <QueryClientProvider client={client}>
      <NuqsAdapter>
        <LinkProvider component={RouterLink} navigate={navigate}>
          {children}
        </LinkProvider>
        <Toaster />
      </NuqsAdapter>
    </QueryClientProvider>
  )
}
