import { defineConfig } from 'vitest/config'
import { SkippedTests } from './tools/repository/src/skipped-tests.ts'

// Packages find each other's sources, so nothing has to be built before a test.
const conditions = ['@meshwright/source']

/** Everything that needs no more than what `npm ci` brings, a private Postgres included. */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['{packages,apps,tools}/**/test/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/*.engines.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Imports JSON without saying so, which Node refuses and a bundler does not.
    server: { deps: { inline: ['@actions/workflow-parser', '@actions/expressions'] } },
    reporters: ['default', new SkippedTests()],
  },
})
