import type { AddressInfo } from 'node:net'
import { createOrdersServer } from './create-server.ts'
import { listenPort } from './env.ts'

const server = createOrdersServer()
server.listen(listenPort(), '127.0.0.1', () => {
  console.log(`Orders API listens on http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    server.close(() => process.exit(0))
    // Streams of events would keep it open for ever; short requests get a second to end.
    setTimeout(() => server.closeAllConnections(), 1000).unref()
  })
}
