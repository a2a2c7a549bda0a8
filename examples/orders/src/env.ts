/** Port to listen on; 4010 when nothing is said. */
export function listenPort(source: NodeJS.ProcessEnv = process.env): number {
  return Number(source.PORT ?? 4010)
}
