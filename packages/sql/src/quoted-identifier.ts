import { SqlError } from './sql-error.ts'

/** How an engine quotes identifiers: the quote is doubled inside. */
export interface IdentifierForm {
  readonly quote: '"' | '`'
  readonly maxBytes: number
}

/** The identifier in quotes. Throws `identifier-invalid` for what no engine of this form can hold: nothing, NUL, or too many bytes. */
export function quotedIdentifier(name: string, form: IdentifierForm): string {
  if (name === '' || name.includes('\u0000')) {
    throw new SqlError(
      'identifier-invalid',
      `${JSON.stringify(name)} is not an identifier: it ${name === '' ? 'is empty' : 'holds the character NUL'}`,
    )
  }
  const bytes = Buffer.byteLength(name)
  if (bytes > form.maxBytes) {
    throw new SqlError(
      'identifier-invalid',
      `the identifier "${name}" has ${bytes} bytes; this warehouse holds ${form.maxBytes}: choose a shorter name`,
    )
  }
  return form.quote + name.replaceAll(form.quote, form.quote + form.quote) + form.quote
}
