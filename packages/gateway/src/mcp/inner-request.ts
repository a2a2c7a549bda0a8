import { callersHeaders } from '@gatehouse/policies/tools/tool-arguments'
import type { ToolRequest } from '@gatehouse/policies/tools/tool-request'
import type { ClientRequest } from '../serving/client-sides.ts'
import type { BodyReader } from '../serving/lean-request.ts'

/** The request that a tool's call stands for, whole from the beginning. */
export class InnerRequest implements ClientRequest {
  readonly method: string
  readonly url: string
  readonly httpVersion = '1.1'
  readonly httpVersionMinor = 1
  readonly rawHeaders: string[]
  readonly complete = true
  readonly tools = 'call'
  readonly peer: string
  readonly #body: Buffer | undefined

  constructor(call: ToolRequest, outer: ClientRequest, authorization: string) {
    this.method = call.method
    this.url = call.target
    this.peer = outer.peer
    this.#body = call.body
    const fields: string[] = []
    for (let i = 0; i < outer.rawHeaders.length; i += 2) {
      const name = outer.rawHeaders[i] as string
      if (callersHeaders.has(name.toLowerCase())) fields.push(name, outer.rawHeaders[i + 1] as string)
    }
    fields.push('accept', 'application/json, text/*;q=0.9, */*;q=0.5', 'authorization', authorization)
    if (call.body !== undefined) fields.push('content-length', String(call.body.length))
    this.rawHeaders = [...fields, ...call.headers]
  }

  read(reader: BodyReader): void {
    // The body is in memory already: there is nothing to hold back.
    if (this.#body !== undefined && this.#body.length > 0) reader.data(this.#body)
    reader.end()
  }

  resume(): void {}
}
