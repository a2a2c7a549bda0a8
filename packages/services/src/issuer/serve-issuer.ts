import { type Issuer, openIssuer } from '@gatehouse/auth/issuer/open-issuer'
import type { IssuerPorts } from '@gatehouse/auth/issuer/ports'
import type { Context } from '../grammar/context.ts'
import { createIssuerPorts } from './issuer-ports.ts'

/** The built-in OAuth server of an installation, ready to be mounted at the control plane's public address. */
export function serveIssuer(ctx: Context, log: IssuerPorts['log']): Issuer {
  const { controlUrl, portalUrl, secretKey } = ctx.installation
  return openIssuer({
    issuer: controlUrl,
    portalUrl,
    secretKey,
    pool: ctx.db.pool,
    ports: createIssuerPorts(ctx, log),
  })
}
