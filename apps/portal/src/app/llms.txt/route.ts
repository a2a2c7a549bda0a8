import { portalUrl } from '../../env.ts'
import { llmsText } from '../../features/reference/llms-text.ts'

export async function GET(): Promise<Response> {
  return new Response(await llmsText(portalUrl()), {
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'private, no-store' },
  })
}
