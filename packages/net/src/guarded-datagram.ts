import { createSocket, type Socket } from 'node:dgram'
import { isIP } from 'node:net'
import { pinAddresses, withMachineAddresses } from './guarded-connector.ts'
import type { GuardedPlace } from './guarded-socket.ts'
import { systemResolver } from './resolve-host.ts'

/**
 * Sends datagrams (UDP) to a place that somebody entered: resolved once, each address judged, and sent to exactly the first of these,
 * one after the other. Whether they arrive nobody says, unless the machine there answers that nothing listens.
 * Throws AddressRefused, NotResolved, and what the operating system says.
 */
export async function sendDatagrams(
  place: Omit<GuardedPlace, 'signal' | 'timeoutMs'>,
  datagrams: readonly Uint8Array[],
): Promise<void> {
  const rules = withMachineAddresses(place.rules)
  const [address = ''] = await pinAddresses(place.host, place.port, rules, place.resolve ?? systemResolver)
  const socket = createSocket(isIP(address) === 6 ? 'udp6' : 'udp4')
  let failed: Error | undefined
  socket.on('error', (error) => {
    failed = error
  })
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject)
      socket.connect(place.port, address, resolve)
    })
    for (const datagram of datagrams) {
      await send(socket, datagram)
      if (failed) throw failed
    }
  } finally {
    socket.close()
  }
}

function send(socket: Socket, datagram: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => socket.send(datagram, (error) => (error ? reject(error) : resolve())))
}
