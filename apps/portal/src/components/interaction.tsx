'use client'
import { Toaster } from '@gatehouse/ui/toast'
import { QueryClientProvider } from '@tanstack/react-query'
import { NuqsAdapter } from 'nuqs/adapters/next/app'
import { type ReactNode, useState } from 'react'
import { newQueryClient } from './query-client.ts'

/** What pages that act need; pages that are only read do without and stay light. */
export function Interaction({ children }: { children: ReactNode }) {
  const [client] = useState(newQueryClient)
  return (
    <QueryClientProvider client={client}>
      <NuqsAdapter>{children}</NuqsAdapter>
      <Toaster />
    </QueryClientProvider>
  )
}
