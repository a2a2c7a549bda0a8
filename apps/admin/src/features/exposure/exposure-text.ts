import type { ExposureKind } from '@gatehouse/contracts/guardrails'
import type { Tone } from '@gatehouse/ui/tone'

export const kindWords: Readonly<Record<ExposureKind, string>> = {
  unauthenticated: 'Without credential',
  unlimited: 'Without limit',
  unvalidated: 'Not validated',
  undeclared: 'Called, not declared',
  uncalled: 'Declared, never called',
}
export const kindMeanings: Readonly<Record<ExposureKind, string>> = {
  unauthenticated: 'Operations that anybody can call, guardrails and access rules considered.',
  unlimited: 'Operations with some way of calling that has neither a limit of its plan nor of a policy or guardrail.',
  unvalidated: 'Operations whose requests are not held against the contract, or not all of them.',
  undeclared: 'Paths and methods that were called in the last 30 days and that nothing declares: shadow traffic.',
  uncalled: 'Operations that are on the stage for a week at least and that nobody called in 30 days.',
}
export const kindTones: Readonly<Record<ExposureKind, Tone>> = {
  unauthenticated: 'bad',
  unlimited: 'warn',
  unvalidated: 'warn',
  undeclared: 'info',
  uncalled: 'neutral',
}
/** Kinds that a gate can refuse when they are new. */
export const forbidable = ['unauthenticated', 'unlimited', 'unvalidated'] as const
