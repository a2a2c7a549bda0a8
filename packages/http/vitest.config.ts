import { defineConfig } from 'vitest/config'

// Each file has a database of its own, on machines that do other things at the same time.
export default defineConfig({
  // Loading the same modules anew for each file would take half of the time.
  test: { isolate: false, testTimeout: 60_000, hookTimeout: 60_000, expect: { poll: { timeout: 20_000 } } },
})
