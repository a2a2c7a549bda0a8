import type { CompiledOperation } from '@gatehouse/contracts/snapshot'
import type { Shared } from '../validation/opened-schema.ts'
import { FeaturePlan } from './feature-plan.ts'
import { ShapeRecorder } from './shape-recorder.ts'

/** What is noted of an operation's calls. Made with the snapshot, made ready when the first call comes: most operations get few. */
export class OperationRecorder {
  readonly #definition: CompiledOperation
  readonly #templateNames: readonly string[]
  readonly #shared: Shared
  #features: FeaturePlan | null | undefined
  #shapes: ShapeRecorder | undefined

  constructor(definition: CompiledOperation, templateNames: readonly string[], shared: Shared) {
    this.#definition = definition
    this.#templateNames = templateNames
    this.#shared = shared
  }

  /** The contract declares nothing that could be used: then that is known of each call. */
  get hasNone(): boolean {
    const { parameters, body } = this.#definition
    return body === undefined && parameters.every((parameter) => parameter.in === 'path')
  }

  /** Null where nothing can be told apart. */
  get features(): FeaturePlan | null {
    if (this.#features !== undefined) return this.#features
    const { features, parameters } = this.#definition
    this.#features = features === undefined ? null : new FeaturePlan(features, parameters, this.#templateNames)
    return this.#features
  }

  get shapes(): ShapeRecorder {
    this.#shapes ??= new ShapeRecorder(this.#definition, this.#templateNames, this.#shared)
    return this.#shapes
  }
}
