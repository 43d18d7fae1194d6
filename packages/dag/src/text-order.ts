/** The order of texts by their UTF-16 units: the same on every machine. */
export const textOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
