import { defineConfig } from 'vitest/config'

// Each file has a database and ports of its own, on machines that do other things at the same time.
export default defineConfig({
  test: { testTimeout: 60_000, hookTimeout: 60_000, expect: { poll: { timeout: 20_000 } } },
})
