function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** Why a connection to this address failed and what to do, in one sentence; undefined when the error is about something else. */
export function explainConnectionFailure(url: string, error: unknown): string | undefined {
  let address: URL
  try {
    address = new URL(url)
  } catch {
    return 'DATABASE_URL is no address: write it as postgresql://user:password@host:5432/database.'
  }
  const place = `${address.hostname}:${address.port || 5432}`
  const user = decodeURIComponent(address.username)
  const database = decodeURIComponent(address.pathname.slice(1))
  switch (codeOf(error)) {
    case 'ECONNREFUSED':
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `No database answers at ${place}: start PostgreSQL there, or correct DATABASE_URL.`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `The database's host ${address.hostname} has no address: correct DATABASE_URL, or the name service.`
    case '28P01':
    case '28000':
      return `The database at ${place} refuses the user ${user}: correct the user and password in DATABASE_URL.`
    case '3D000':
      return `The server at ${place} has no database ${database}: create it, or correct DATABASE_URL.`
    case '42501':
      return `The user ${user} may not do this in the database ${database}: make ${user} its owner.`
    case '53300':
      return `The database at ${place} has no connection left: raise its max_connections, or start fewer processes.`
    case '57P03':
      return `The database at ${place} is starting or stopping: try again in a moment.`
    default:
      return undefined
  }
}
