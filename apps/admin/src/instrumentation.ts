import { recordPeerAddress } from '@gatehouse/http/peer-address'

/** Next calls this once, before the first request. */
export function register(): void {
  recordPeerAddress()
}
