export { checkExports, type Checked } from './check-exports.ts'
export { pack, type Packed } from './pack.ts'
export { shapeProblems } from './shape-problems.ts'
export { tarballProblems } from './tarball-problems.ts'
