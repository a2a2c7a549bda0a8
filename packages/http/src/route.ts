import type { Endpoint } from '@gatehouse/contracts/endpoint'
import type { Allowed } from '@gatehouse/services/grammar/authorize'
import type { Context } from '@gatehouse/services/grammar/context'
import type { VerbCall } from '@gatehouse/services/grammar/verb'
import type { z } from 'zod'

/** A verb or a query of services. */
export type UseCase<I extends z.ZodType, R> = {
  (call: { ctx: Context; input: z.input<I> } & VerbCall): Promise<R>
  readonly verb: string
  readonly mutates: boolean
  readonly input: I
  readonly allowed: Allowed
}

/** Path parameters, query and body after parsing, in one flat object. */
export type EndpointValues<E extends Endpoint> = z.output<E['params']> & z.output<E['query']> & z.output<E['body']>

/** An endpoint bound to its use case; what mounts, the OpenAPI document and the tests walk over. */
export type Route = {
  readonly endpoint: Endpoint
  readonly verb: string
  readonly mutates: boolean
  readonly allowed: Allowed
  /** Runs the use case on parsed values and gives the answer, parsed with the endpoint's response schema. */
  readonly run: (ctx: Context, values: Record<string, unknown>, call: VerbCall) => Promise<unknown>
}

/** The use case answered something that the endpoint does not declare: a defect of ours, never shown. */
export class ResponseMismatch extends Error {
  constructor(endpointId: string, cause: z.ZodError) {
    super(`The answer of ${endpointId} is not as declared: ${cause.message}`)
    this.name = 'ResponseMismatch'
  }
}

type InputMember<E extends Endpoint, I extends z.ZodType> =
  EndpointValues<E> extends z.input<I>
    ? { input?: (values: EndpointValues<E>) => z.input<I> }
    : { input: (values: EndpointValues<E>) => z.input<I> }

/**
 * Binds an endpoint to a verb or query. `input` reshapes the parsed values where the use case takes them differently.
 * The answer must fit the endpoint's response schema, which is applied before anything is sent.
 */
export function route<E extends Endpoint, I extends z.ZodType, R extends z.input<E['response']>>(
  declaration: { endpoint: E; verb: UseCase<I, R> } & InputMember<E, I>,
): Route {
  const { endpoint, verb } = declaration
  const reshape = declaration.input as ((values: unknown) => z.input<I>) | undefined
  return {
    endpoint,
    verb: verb.verb,
    mutates: verb.mutates,
    allowed: verb.allowed,
    async run(ctx, values, call) {
      const answer = await verb({ ctx, input: reshape ? reshape(values) : (values as z.input<I>), ...call })
      const parsed = endpoint.response.safeParse(answer)
      if (!parsed.success) throw new ResponseMismatch(endpoint.id, parsed.error)
      return parsed.data
    },
  }
}
