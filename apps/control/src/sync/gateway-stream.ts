import type { Frame } from '@gatehouse/contracts/sync'
import type { KnownGateway } from '@gatehouse/services/gateways/authenticate-gateway'
import type { FrameWriter } from './frame-writer.ts'

/** What a gateway says it has when it connects. */
export type KnownState = { epoch: string | undefined; access: number | undefined; snapshot: string | undefined }

/** One connected gateway: what it was sent, so that each change reaches it once and in order. */
export class GatewayStream {
  readonly gateway: KnownGateway
  readonly known: KnownState
  readonly writer: FrameWriter
  /** Position that the gateway knows of: that of the last access frame. */
  saidSeq = 0
  snapshot: { seq: number; hash: string | undefined } | undefined

  constructor(gateway: KnownGateway, known: KnownState, writer: FrameWriter) {
    this.gateway = gateway
    this.known = known
    this.writer = writer
  }

  send(frame: Frame): void {
    this.writer.send(frame)
  }
}
