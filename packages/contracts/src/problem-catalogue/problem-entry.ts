/** What the catalogue says of one code. Text here is public: nothing internal, no client input. */
export type ProblemEntry = {
  status: number
  title: string
  /** Why it happens, for its reader. */
  why: string
  /** What the reader should do, in order. */
  fix: readonly string[]
  /** `gateway`: answered to API calls; `management`: answered by the management API, the apps and sync; `both`: by either. */
  surface: 'gateway' | 'management' | 'both'
}
