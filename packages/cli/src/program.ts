// What the command needs before the first package is looked for: nothing here imports another.
export { main } from './main.ts'
export { hookModules } from './module-hooks.ts'
