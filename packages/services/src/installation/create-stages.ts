import { newId } from '@gatehouse/contracts/ids'
import type { Transaction } from '@gatehouse/db/client'

/** A new installation's stages, in order. Only Production takes promotions only: what runs there has run before. */
const stages = [
  { slug: 'development', name: 'Development', exposure: 'hidden', publicName: null, accepts: 'deploy' },
  { slug: 'staging', name: 'Staging', exposure: 'sandbox', publicName: 'Sandbox', accepts: 'deploy' },
  { slug: 'production', name: 'Production', exposure: 'live', publicName: 'Live', accepts: 'promotion' },
] as const

/** Makes the three stages and gives their ids. `gatewayUrls`: public address of each stage's gateways. */
export async function createStages(
  tx: Transaction,
  gatewayUrls: Record<(typeof stages)[number]['slug'], string>,
): Promise<string[]> {
  const ids: string[] = []
  for (const [index, stage] of stages.entries()) {
    const id = newId('stage')
    await tx.stage.create({
      data: { id, ...stage, position: index + 1, gatewayUrl: gatewayUrls[stage.slug].replace(/\/+$/, '') },
    })
    ids.push(id)
  }
  return ids
}
