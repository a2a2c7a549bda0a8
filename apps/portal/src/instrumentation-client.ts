import { config } from 'zod/v4/core'

// Runs before any other module of the page. The Content-Security-Policy forbids eval, which zod would otherwise try once for speed, as
// soon as the first schema is made: harmless, but a report of every page that hides the reports that matter.
config({ jitless: true })
