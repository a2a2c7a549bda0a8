import { gatehouse } from '../../../../../../server/gatehouse.ts'

export const dynamic = 'force-dynamic'

/** Back from an identity provider: by a link, or by a form that it had the browser post. */
async function handle(request: Request, { params }: { params: Promise<{ provider: string }> }): Promise<Response> {
  return gatehouse().providerSignIn.back(request, (await params).provider)
}

export { handle as GET, handle as POST }
