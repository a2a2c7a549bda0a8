import type { JsonSchema } from '@gatehouse/contracts/api-description'
import { type CompileSchema, loadValidator, type SchemaSet, schemaSet, type Validator } from './validators.ts'

/**
 * A schema's validator, evaluated when the first request needs it: a snapshot of ten thousand operations costs a thread only what is
 * called. The build worker has generated (and thereby checked) all of them before.
 */
export class LazyValidator {
  readonly #schema: JsonSchema
  readonly #shared: Readonly<Record<string, JsonSchema>>
  readonly #compile: CompileSchema
  #validator: Validator | null = null

  constructor(schema: JsonSchema, shared: Readonly<Record<string, JsonSchema>>, compile: CompileSchema) {
    this.#schema = schema
    this.#shared = shared
    this.#compile = compile
  }

  get set(): SchemaSet {
    return schemaSet(this.#schema, this.#shared)
  }

  /** The function; its `errors` are those of the last call. */
  get validator(): Validator {
    this.#validator ??= loadValidator(this.#compile(this.set))
    return this.#validator
  }
}
