import { createClient } from '@gatehouse/contracts/client'

/** The typed client in the browser: same origin, the session's cookie. */
export const call = createClient({ base: '' })
