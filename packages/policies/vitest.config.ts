import { defineConfig } from 'vitest/config'

// Loading the same modules anew for each file would take half of the time.
export default defineConfig({ test: { isolate: false } })
