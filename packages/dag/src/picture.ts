import type { Capabilities } from './capabilities.ts'
import { PLAN_FEATURES } from './capabilities.ts'

/** What a picture holds of a plan: tasks and edges alone. */
export const PICTURED = Object.fromEntries(PLAN_FEATURES.map((feature) => [feature, 'A picture runs nothing.'])) as unknown as Capabilities
