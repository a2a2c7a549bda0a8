/**
 * Why a pattern is not run. `syntax`: it is none of ECMA-262. `foreign-escape`: it escapes a letter that ECMA-262 gives no meaning and
 * other dialects do (`\p{Alnum}`, `\h`); to take it for the letter would refuse what its author meant to take. The others need more
 * than linear time.
 */
export type PatternFault = 'syntax' | 'foreign-escape' | 'look-around' | 'back-reference' | 'too-large'

/** Ends the reading of a pattern; never leaves it. */
export class UnreadablePattern extends Error {
  readonly fault: PatternFault

  constructor(fault: PatternFault) {
    super(fault)
    this.fault = fault
  }
}
