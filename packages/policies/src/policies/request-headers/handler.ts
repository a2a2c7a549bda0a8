import type { z } from 'zod'
import type { TransformHandler } from '../../decide-types.ts'
import { headerIndex } from '../../raw-headers.ts'
import type { requestHeadersOptions } from './definition.ts'

export function createRequestHeaders(options: z.infer<typeof requestHeadersOptions>): TransformHandler {
  const gone = [...options.remove, ...options.set.map(({ name }) => name)].map((name) => name.toLowerCase())
  const added = options.set.flatMap(({ name, value }) => [name, value])
  return ({ headers }) => {
    for (const name of gone) {
      for (let at = headerIndex(headers, name); at >= 0; at = headerIndex(headers, name, at)) headers.splice(at, 2)
    }
    headers.push(...added)
  }
}
