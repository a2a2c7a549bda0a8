import { randomUUID } from 'node:crypto'

export interface CaughtMail {
  readonly id: string
  readonly at: string
  readonly from: string
  /** Recipients of the envelope, lower case: who would really have got it. */
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** The latest mails in memory, newest first. Old ones go when it is full. */
export class Mailbox {
  private mails: CaughtMail[] = []
  private readonly capacity: number

  constructor(capacity = 500) {
    this.capacity = capacity
  }

  add(mail: Omit<CaughtMail, 'id' | 'at'>): CaughtMail {
    const caught = {
      ...mail,
      to: mail.to.map((address) => address.toLowerCase()),
      id: randomUUID(),
      at: new Date().toISOString(),
    }
    this.mails = [caught, ...this.mails].slice(0, this.capacity)
    return caught
  }

  list(filter: { to?: string | undefined } = {}): readonly CaughtMail[] {
    const to = filter.to?.toLowerCase()
    return to === undefined ? this.mails : this.mails.filter((mail) => mail.to.includes(to))
  }

  find(id: string): CaughtMail | undefined {
    return this.mails.find((mail) => mail.id === id)
  }

  clear(): void {
    this.mails = []
  }
}
