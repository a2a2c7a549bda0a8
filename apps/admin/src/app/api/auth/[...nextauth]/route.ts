import type { RouteContext } from '@gatehouse/auth/session'
import { gatehouse } from '../../../../server/gatehouse.ts'

export const dynamic = 'force-dynamic'

const handle = (request: Request, context: RouteContext) => gatehouse().auth.handler(request, context)

export { handle as GET, handle as POST }
