/** What stands in a result instead of a classified value. */
export const CLASSIFIED = '[classified]'
