'use client'
import { ProblemError } from '@gatehouse/contracts/client'
import type { Endpoint, EndpointInput, EndpointOutput } from '@gatehouse/contracts/endpoint'
import type { Problem } from '@gatehouse/contracts/problems'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from './call.ts'
import { newIdempotencyKey } from './idempotency-key.ts'
import { withProof } from './proof.ts'
import { noteProposal } from './proposal.ts'

type Sent<E extends Endpoint> = { input: EndpointInput<E>; ifMatch?: number; key: string }

export type Act<E extends Endpoint> = {
  /** Runs it; throws a ProblemError. */
  run: (input: EndpointInput<E>, ifMatch?: number) => Promise<EndpointOutput<E>>
  running: boolean
  /** Of the last run that failed. */
  problem: Problem | undefined
  reset: () => void
}

/**
 * A write to the management API. A connection that breaks is tried again under the same Idempotency-Key, so nothing happens twice.
 * Afterwards everything on the screen is read again.
 */
export function useAct<E extends Endpoint>(
  endpoint: E,
  options: { onDone?: (answer: EndpointOutput<E>) => void } = {},
): Act<E> {
  const client = useQueryClient()
  const mutation = useMutation<EndpointOutput<E>, Error, Sent<E>>({
    mutationFn: ({ input, ifMatch, key }) =>
      withProof(() => call(endpoint, input, { idempotencyKey: key, ...(ifMatch === undefined ? {} : { ifMatch }) })),
    retry: (failures, error) => !(error instanceof ProblemError) && error instanceof TypeError && failures < 2,
    onSuccess: (answer) => options.onDone?.(answer),
    onSettled: () => client.invalidateQueries(),
  })
  const { error } = mutation
  return {
    run: (input, ifMatch) =>
      mutation.mutateAsync({ input, key: newIdempotencyKey(), ...(ifMatch === undefined ? {} : { ifMatch }) }),
    running: mutation.isPending,
    problem: error ? noteProposal(problemOf(error), endpoint.id, mutation.variables?.input) : undefined,
    reset: mutation.reset,
  }
}

/** The problem behind an error; a broken connection is one too. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem
  return {
    type: 'about:blank',
    title: 'The console could not be reached',
    detail: 'The connection broke or the server is being restarted. Nothing was lost; try again.',
    status: 503,
    code: 'unavailable',
  }
}
