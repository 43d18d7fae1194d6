import { extremeCheck } from '../extreme-check.ts'

/** The smallest value lies between two bounds: unlike `min`, it says that such a value is there. */
export const minBetween = extremeCheck('minBetween', 'smallest')
