'use client'
import type { ProblemError } from '@gatehouse/contracts/client'
import type { Endpoint, EndpointOutput } from '@gatehouse/contracts/endpoint'
import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query'
import { call } from './call.ts'
import type { Read } from './read.ts'

export type ReadResult<T> = UseQueryResult<T, ProblemError>

type Options<T> = {
  enabled?: boolean
  /** Reads again this often while it answers a number: for what ticks. */
  every?: (data: T | undefined) => number | false
  /** Shows the answer to the former question until the new one is there: for filters and pages. */
  keep?: boolean
}

/** Reads from the management API and keeps the answer fresh. */
export function useRead<E extends Endpoint>(
  { endpoint, input, queryKey }: Read<E>,
  { enabled = true, every, keep = false }: Options<EndpointOutput<E>> = {},
): ReadResult<EndpointOutput<E>> {
  return useQuery<EndpointOutput<E>, ProblemError>({
    queryKey,
    queryFn: ({ signal }) => call(endpoint, input, { signal }),
    enabled,
    ...(every ? { refetchInterval: (query) => every(query.state.data) } : {}),
    ...(keep ? { placeholderData: keepPreviousData as never } : {}),
  })
}
