import { type Context, createContext } from '@gatehouse/services/grammar/context'
import { cookies } from 'next/headers'
import { cache } from 'react'
import { gatehouse } from './gatehouse.ts'

/**
 * Context for reading through services: for what is too large to travel through the API's encoding within one process, a contract with a
 * thousand operations above all. The query authorizes by this actor as it does behind the API.
 */
export const readerContext = cache(async (): Promise<Context> => {
  const { db, installation, auth } = gatehouse()
  return createContext({ actor: await auth.currentActor(await cookies()), db, installation })
})
