import { z } from 'zod'
import { instant } from '../endpoint.ts'

/** What an access review says of a subscription or a credential, for those who use it; null: no review is about it. */
export const subjectReview = z
  .strictObject({
    /** `open`: somebody is asked; `suspended`: nobody answered in time. */
    state: z.enum(['open', 'suspended']),
    /** Until when answers are taken; of a suspended one, since when it is. */
    at: instant,
    /** Whom to ask. */
    ask: z.array(z.string()),
  })
  .nullable()
export type SubjectReview = z.infer<typeof subjectReview>
