import { ProblemError } from '@gatehouse/contracts/client'
import { QueryClient } from '@tanstack/react-query'

/** An answer that says no is an answer; only what did not answer at all is asked again. */
export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (failures, error) => failures < 2 && !(error instanceof ProblemError && error.problem.status < 500),
      },
    },
  })
}
