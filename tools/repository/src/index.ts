export { SkippedTests } from './skipped-tests.ts'
