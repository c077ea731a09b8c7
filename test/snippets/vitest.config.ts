import { defineConfig } from 'vitest/config'

// biome-ignore lint/style/noDefaultExport: vitest takes its configuration from it
export default defineConfig({ test: { include: ['test/snippets/**/*.all.ts', 'test/snippets/**/*.test.ts'], pool: 'threads' } })
