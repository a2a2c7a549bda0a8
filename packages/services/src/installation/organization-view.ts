import type { OrganizationView } from '@gatehouse/contracts/endpoints/organization'
import type { Id } from '@gatehouse/contracts/ids'
import type { Transaction } from '@gatehouse/db/client'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import type { Reader } from '../grammar/query.ts'

/** The installation's owner. Throws unavailable before `ensureInstallation` ran. */
export async function readOrganization(db: Reader | Transaction, ctx: Context): Promise<OrganizationView> {
  const row = await db.organization.findFirst()
  if (row === null) throw new DomainError('unavailable', 'The installation is not set up yet.')
  const { portalUrl, adminUrl, controlUrl } = ctx.installation
  return {
    id: row.id as Id<'organization'>,
    name: row.name,
    portalUrl,
    consoleUrl: adminUrl,
    controlUrl,
    etag: row.etag,
  }
}
