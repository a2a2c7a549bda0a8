import { gatehouse } from '../../../../../../server/gatehouse.ts'

export const dynamic = 'force-dynamic'

/** Off to an identity provider. */
async function handle(request: Request, { params }: { params: Promise<{ provider: string }> }): Promise<Response> {
  return gatehouse().providerSignIn.start(request, (await params).provider)
}

export { handle as GET }
