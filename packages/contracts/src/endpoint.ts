import { z } from 'zod'
import type { Permission } from './permissions.ts'

/**
 * Who may call: members and service accounts; developers (portal session); any person who is signed in to either app (session only:
 * one's own account is no matter of keys); or anybody.
 */
export type EndpointAudience = 'management' | 'developer' | 'person' | 'public'

/**
 * One endpoint of the management API: the only place where its method, path and shapes stand. Server, typed client, OpenAPI
 * document, forms and CLI are made from it. Paths are below `/api/v1`; parameters in braces.
 */
export type Endpoint<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  R extends z.ZodType = z.ZodType,
> = {
  id: string
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: `/${string}`
  tag: string
  summary: string
  description?: string
  audience: EndpointAudience
  /** Shown in the reference; the verb checks it. */
  permission?: Permission
  params: P
  query: Q
  /** `z.undefined()`-like `none` where there is no body. */
  body: B
  response: R
  /** Status of success; 200 unless said. */
  status?: 200 | 201 | 202 | 204
  /** The answer carries an ETag (member `etag` of the response); `required`: the write needs If-Match. */
  etag?: 'sent' | 'required'
  /** Largest body in bytes; 1 MiB unless said. */
  maxBody?: number
  /** Media types of an answer that is a file, streamed; its response is `download`. */
  download?: readonly string[]
}

/** A file as a use case answers it: read while it is sent, so that its length is not bound by memory. */
export type Download = { contentType: string; fileName: string; chunks: AsyncIterable<string> }
export const download = z.custom<Download>(
  (value) => value !== null && typeof value === 'object' && 'chunks' in value && 'contentType' in value,
)

export const none = z.strictObject({})
export type None = z.infer<typeof none>

type Parts = { params?: z.ZodType; query?: z.ZodType; body?: z.ZodType; response: z.ZodType }
type Or<T, D> = T extends z.ZodType ? T : D

/** Declares an endpoint; absent params, query and body are `none`. */
export function endpoint<const T extends Omit<Endpoint, 'params' | 'query' | 'body' | 'response'> & Parts>(
  declaration: T,
): Omit<T, keyof Parts> & {
  params: Or<T['params'], typeof none>
  query: Or<T['query'], typeof none>
  body: Or<T['body'], typeof none>
  response: T['response']
} {
  return { params: none, query: none, body: none, ...declaration } as never
}

/** An absent part adds nothing; as zod types it, an empty object would forbid the names of all others. */
type PartInput<T extends z.ZodType> = z.input<T> extends Record<string, never> ? Record<never, never> : z.input<T>

/** What a caller sends: path parameters, query and body in one flat object, as the verb takes it. */
export type EndpointInput<E extends Endpoint> = PartInput<E['params']> & PartInput<E['query']> & PartInput<E['body']>
export type EndpointOutput<E extends Endpoint> = z.output<E['response']>

/** One strict schema for all that a caller sends, as a verb's `input`. For endpoints whose parts are objects. */
export function inputOf<
  P extends z.core.$ZodLooseShape,
  Q extends z.core.$ZodLooseShape,
  B extends z.core.$ZodLooseShape,
>(e: { params: z.ZodObject<P>; query: z.ZodObject<Q>; body: z.ZodObject<B> }): z.ZodObject<P & Q & B, z.core.$strict> {
  return z.strictObject({ ...e.params.shape, ...e.query.shape, ...e.body.shape }) as never
}

/** Query of a list: opaque cursor, page size. */
export const pageQuery = z.strictObject({
  cursor: z.string().max(512).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

/** Answer of a list. `next` is the cursor of the following page, null at the end. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.strictObject({ items: z.array(item), next: z.string().nullable() })
}

/** An instant on the wire: ISO 8601, UTC. */
export const instant = z.iso.datetime()
/** An instant that a caller names: years that neither the database nor the clock's arithmetic stumbles over. */
export const askedInstant = instant.refine((text) => text >= '2000', { error: 'must be after the year 2000' })
/** Who did it, with a name to show where the reader may see it. */
export const actorView = z.strictObject({
  kind: z.enum(['member', 'developer', 'serviceAccount', 'directory', 'gateway', 'system', 'visitor']),
  id: z.string(),
  name: z.string(),
})
/** Count of an entity's edits; sent as ETag and expected in If-Match. */
export const etag = z.number().int().positive()
