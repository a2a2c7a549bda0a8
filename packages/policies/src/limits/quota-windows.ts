/** The UTC day and calendar month around a moment; computed once per day, then two comparisons. */
export class QuotaWindows {
  dayStart = 0
  dayEnd = 0
  monthStart = 0
  monthEnd = 0

  at(now: number): this {
    if (now >= this.dayStart && now < this.dayEnd) return this
    const date = new Date(now)
    const year = date.getUTCFullYear()
    const month = date.getUTCMonth()
    this.dayStart = Date.UTC(year, month, date.getUTCDate())
    this.dayEnd = this.dayStart + 86_400_000
    this.monthStart = Date.UTC(year, month, 1)
    this.monthEnd = Date.UTC(year, month + 1, 1)
    return this
  }
}
