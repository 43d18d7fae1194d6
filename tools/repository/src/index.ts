export { checkArrows, type Arrows } from './arrows.ts'
export { SkippedTests } from './skipped-tests.ts'
