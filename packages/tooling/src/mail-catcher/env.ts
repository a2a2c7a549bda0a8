export function mailCatcherPorts(source: NodeJS.ProcessEnv = process.env): { web: number; smtp: number } {
  return { web: Number(source.MAIL_CATCHER_PORT ?? 4003), smtp: Number(source.MAIL_CATCHER_SMTP_PORT ?? 4025) }
}
