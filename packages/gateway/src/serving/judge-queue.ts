/**
 * Judgements that no client waits for: one at each turn of the event loop, so that requests come between them. Their number is bounded
 * by what a thread keeps of bodies (`JudgeBudget`); none is left behind, since its request's record waits for it.
 */
export class JudgeQueue {
  readonly #report: (error: unknown) => void
  #waiting: (() => void)[] = []
  #next = 0

  constructor(report: (error: unknown) => void) {
    this.#report = report
  }

  add(judge: () => void): void {
    this.#waiting.push(judge)
    if (this.#waiting.length === 1) setImmediate(this.#turn)
  }

  readonly #turn = (): void => {
    const judge = this.#waiting[this.#next] as () => void
    this.#next += 1
    try {
      judge()
    } catch (error) {
      this.#report(error)
    }
    if (this.#next < this.#waiting.length) setImmediate(this.#turn)
    else {
      this.#waiting = []
      this.#next = 0
    }
  }
}
