import type {} from 'node:http'

// Members of Node 24's http that its type declarations do not have yet.
declare module 'http' {
  interface ServerOptions {
    /** Requests without a body get an already ended stream. */
    optimizeEmptyRequests?: boolean
  }
  interface ServerResponse {
    /** Sends a 1xx answer; absent before Node 24.18. */
    writeInformation?(status: number, fields?: readonly string[]): void
  }
}
