/** The part of mailparser that the tests use; the package has no types of its own. */
declare module 'mailparser' {
  interface ParsedMail {
    subject?: string
    from?: { text: string }
    html: string | false
    text?: string
  }
  export function simpleParser(source: string, options?: { skipTextToHtml?: boolean }): Promise<ParsedMail>
}
