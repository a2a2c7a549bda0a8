import { startPromotion } from './start-promotion.ts'
import { thenAdvance } from './then-advance.ts'

/** Runs a promotion that is ready, as a person or a pipeline asks for it. */
export const runPromotion = thenAdvance(startPromotion)
