import { defineConfig } from 'vitest/config'

// biome-ignore lint/style/noDefaultExport: vitest reads the default export of its configuration
export default defineConfig({
  test: { include: ['test/peers/**/*.peer.test.ts'], globalSetup: ['test/peers/install.ts'], pool: 'threads', testTimeout: 600_000 },
})
