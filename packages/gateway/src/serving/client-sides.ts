import type { LeanRequest } from './lean-request.ts'
import type { LeanResponse } from './lean-response.ts'

/** What an exchange needs of the request: a client's on a connection, or one that a tool's call stands for. */
export type ClientRequest = Pick<
  LeanRequest,
  'method' | 'url' | 'httpVersion' | 'httpVersionMinor' | 'rawHeaders' | 'complete' | 'peer' | 'read' | 'resume'
> & {
  /** It came through the MCP endpoint, which saw that its token is its caller's. */
  readonly tools?: 'call'
}

/** What an exchange writes its answer to. */
export type ClientResponse = Pick<
  LeanResponse,
  | 'shouldKeepAlive'
  | 'expectsContinue'
  | 'writeContinue'
  | 'writeInformation'
  | 'sendHead'
  | 'write'
  | 'end'
  | 'endWith'
  | 'destroy'
  | 'whenDrained'
>
