export interface MailContent {
  readonly subject: string
  /** What the list of mails shows after the subject. */
  readonly preview: string
  readonly heading: string
  readonly paragraphs: readonly string[]
  readonly action?: { readonly label: string; readonly url: string }
  /** Small print below: why this came, what to do when it was not expected. */
  readonly footnote: string
}

/** The same mail for readers that show no HTML. */
export function plainText(content: MailContent, installation: string): string {
  return [
    content.heading,
    ...content.paragraphs,
    ...(content.action ? [`${content.action.label}: ${content.action.url}`] : []),
    `--\n${content.footnote}\n${installation}`,
  ].join('\n\n')
}
