import { defineConfig } from 'vitest/config'
import plain from './vitest.config.ts'

/** Tests beside engines that have to be installed first; `npm run test:engines` does both. */
export default defineConfig({
  ...plain,
  test: {
    ...plain.test,
    include: ['{packages,apps,tools}/**/test/**/*.engines.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
})
