import type { OperationLimits } from './snapshot.ts'

/**
 * Structural limits of an operation that names none: wide enough for what people really send, narrow enough that a body is bounded before
 * anything is built from it.
 */
export const defaultOperationLimits = {
  /** 1 MiB. */
  bodyBytes: 1_048_576,
  jsonDepth: 64,
  jsonKeys: 10_000,
  arrayItems: 100_000,
  stringLength: 1_048_576,
  xmlDepth: 64,
  formFields: 1_000,
} as const satisfies OperationLimits
