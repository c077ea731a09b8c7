import { defineConfig } from 'vitest/config'

export default defineConfig({ test: { include: ['test/snippets/**/*.all.ts', 'test/snippets/**/*.test.ts'], pool: 'threads' } })
