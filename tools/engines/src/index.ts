export { chromium } from './chromium.ts'
export type { Engine, Installed } from './engine.ts'
export { installed } from './installed.ts'
