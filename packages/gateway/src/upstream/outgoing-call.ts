import type { UpstreamLine } from './upstream-call.ts'

/** What a call to a backend carries (`UpstreamCall` says what each is), empty until the request is decided. */
export class OutgoingCall {
  requestHead = ''
  requestBody: Buffer | undefined | 'stream' = undefined
  isHead = false
  replayable = false
  connectTimeoutMs = 0
  firstByteTimeoutMs = 0
  connectUs = 0
  line: UpstreamLine | undefined = undefined
}
