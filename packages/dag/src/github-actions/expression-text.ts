/** Text of which GitHub evaluates nothing: `${{` comes out of an expression that is a text. */
export const inertExpression = (text: string): string => text.replaceAll('${{', "${{ '${{' }}")

/** The text of which `inertExpression` made this. */
export const readInertExpression = (text: string): string => text.replaceAll("${{ '${{' }}", '${{')
