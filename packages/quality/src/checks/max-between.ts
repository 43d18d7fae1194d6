import { extremeCheck } from '../extreme-check.ts'

/** The largest value lies between two bounds: unlike `max`, it says that such a value is there. */
export const maxBetween = extremeCheck('maxBetween', 'largest')
