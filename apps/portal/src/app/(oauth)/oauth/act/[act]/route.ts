import { act } from '../../../../../features/oauth/acts.ts'

export async function POST(request: Request, { params }: { params: Promise<{ act: string }> }): Promise<Response> {
  return act((await params).act, request)
}
