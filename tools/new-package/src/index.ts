export { newPackage } from './new-package.ts'
