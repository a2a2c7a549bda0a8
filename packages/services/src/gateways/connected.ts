/** A stream is seen each 5 s; three missed ones mean that it is gone. */
export const connectedForMs = 15_000

export function isConnected(lastSeenAt: Date | null, now: Date): boolean {
  return lastSeenAt !== null && now.getTime() - lastSeenAt.getTime() < connectedForMs
}
