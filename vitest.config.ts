import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['**/*.peer.test.ts', '**/node_modules/**'],
    pool: 'threads',
    testTimeout: 30_000,
  },
})
