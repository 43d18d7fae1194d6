export { checkExports, type Checked } from './check-exports.ts'
