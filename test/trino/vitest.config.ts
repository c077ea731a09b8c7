import { defineConfig } from 'vitest/config'

// biome-ignore lint/style/noDefaultExport: vitest reads the default export of its configuration
export default defineConfig({
  test: { include: ['test/trino/**/*.peer.test.ts'], pool: 'threads', testTimeout: 600_000, hookTimeout: 900_000 },
})
