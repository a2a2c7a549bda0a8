import { GitFailure } from './git-failure.ts'

/** A line of the protocol, or one of the marks between them. */
export type Packet = Uint8Array | 'flush' | 'delimiter' | 'end'

/** `gitprotocol-common`: four hex digits of length, then the bytes. */
export function* readPackets(bytes: Uint8Array): Generator<Packet> {
  let at = 0
  while (at < bytes.length) {
    const digits = Buffer.from(bytes.subarray(at, at + 4)).toString('latin1')
    if (!/^[0-9a-f]{4}$/i.test(digits)) throw new GitFailure('no-repository', 'another protocol')
    const length = Number.parseInt(digits, 16)
    if (length < 4) {
      at += 4
      if (length === 3) throw new GitFailure('damaged')
      yield length === 0 ? 'flush' : length === 1 ? 'delimiter' : 'end'
      continue
    }
    if (at + length > bytes.length) throw new GitFailure('damaged')
    yield bytes.subarray(at + 4, at + length)
    at += length
  }
}

export function packetText(packet: Uint8Array): string {
  return Buffer.from(packet).toString('utf8').replace(/\n$/, '')
}

/** A command of protocol version 2: its name and capabilities, then its arguments. */
export function writeCommand(command: string, capabilities: readonly string[], args: readonly string[]): string {
  const line = (text: string) => `${(Buffer.byteLength(text) + 5).toString(16).padStart(4, '0')}${text}\n`
  return `${[`command=${command}`, ...capabilities].map(line).join('')}0001${args.map(line).join('')}0000`
}
