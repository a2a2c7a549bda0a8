import { isUtf8 } from 'node:buffer'
import type { JsonSchema } from '@gatehouse/contracts/api-description'
import { LazyValidator } from '../snapshot/lazy-validator.ts'
import type { CompileSchema } from '../snapshot/validators.ts'
import { type BodyJudge, type BodyVerdict, found, passed } from './body-judge.ts'
import { readings } from './coerce.ts'
import { finding, findingsOf } from './findings.ts'
import type { Shared } from './opened-schema.ts'
import { annotations, resolveSchema, type Shape, shapeOf } from './schema-shape.ts'

/** Text bodies judged as one value. */
export class TextJudge implements BodyJudge {
  readonly #validator: LazyValidator
  readonly #shape: Shape

  constructor(schema: JsonSchema, shared: Shared, compile: CompileSchema) {
    this.#validator = new LazyValidator(schema, shared, compile)
    this.#shape = shapeOf(schema, shared)
  }

  get validators(): LazyValidator[] {
    return [this.#validator]
  }

  judge(bytes: Uint8Array, contentType: string): BodyVerdict {
    const latin = /;[ \t]*charset="?(?:iso-8859-1|us-ascii)"?/i.test(contentType)
    if (!latin && !isUtf8(bytes)) return found([finding('body', '', 'encoding', 'UTF-8 text')])
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(latin ? 'latin1' : 'utf8')
    const { validator } = this.#validator
    const all = readings(text, this.#shape)
    if (all.some((value) => validator(value))) return passed
    validator(all[0])
    return found(findingsOf('body', '', validator.errors ?? [], all[0]))
  }
}

/** Whether the schema says more of a text than that it is one: only then the body is worth waiting for. */
export function judgesText(schema: JsonSchema | undefined, shared: Shared): schema is JsonSchema {
  const resolved = resolveSchema(schema, shared)
  if (resolved === undefined) return schema === false
  return Object.entries(resolved).some(
    ([key, value]) => !annotations.has(key) && !key.startsWith('x-') && !(key === 'type' && value === 'string'),
  )
}
