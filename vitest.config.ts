import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Packages find each other's sources, so nothing has to be built before a test.
  resolve: { conditions: ['@meshwright/source'] },
  ssr: { resolve: { conditions: ['@meshwright/source'] } },
  test: {
    include: ['packages/**/test/**/*.test.ts', 'apps/**/test/**/*.test.ts', 'tools/**/test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
