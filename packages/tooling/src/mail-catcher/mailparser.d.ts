/** The part of mailparser that the catcher uses; the package has no types of its own. */
declare module 'mailparser' {
  interface AddressObject {
    value: { address?: string; name: string }[]
    text: string
  }
  interface ParsedMail {
    subject?: string
    from?: AddressObject
    to?: AddressObject | AddressObject[]
    date?: Date
    html: string | false
    text?: string
    headers: Map<string, unknown>
  }
  export function simpleParser(
    source: NodeJS.ReadableStream | Buffer | string,
    options?: { skipTextToHtml?: boolean; skipImageLinks?: boolean },
  ): Promise<ParsedMail>
}
