import { gatehouse } from '../../../../server/gatehouse.ts'

export const dynamic = 'force-dynamic'

const handle = (request: Request) => gatehouse().api(request)

export { handle as DELETE, handle as GET, handle as HEAD, handle as PATCH, handle as POST, handle as PUT }
