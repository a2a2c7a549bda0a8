import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { AnyRead } from '../api/read.ts'
import { serverCall } from './call.ts'

/** Reads on the server what the screen inside reads first, so that the page arrives filled. What fails is read again in the browser. */
export async function Prefetched({ reads, children }: { reads: readonly AnyRead[]; children: ReactNode }) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const call = await serverCall()
  await Promise.all(
    reads.map(({ endpoint, input, queryKey }) =>
      client.prefetchQuery({ queryKey, queryFn: () => call(endpoint, input as never) }),
    ),
  )
  return <HydrationBoundary state={dehydrate(client)}>{children}</HydrationBoundary>
}
