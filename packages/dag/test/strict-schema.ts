import { Ajv, type ErrorObject } from 'ajv'
import { readFileSync } from 'node:fs'

/** What a schema of `golden/` has against a document, by path; a property that it does not know is a problem. */
export function strictSchema(file: string, definition: string): (document: unknown) => readonly string[] {
  const schema = JSON.parse(readFileSync(new URL(`golden/${file}`, import.meta.url), 'utf8')) as Record<string, unknown>
  const ajv = new Ajv({ allErrors: true, strict: false, validateFormats: false })
  const validate = ajv.compile({ ...schema, $ref: `#/definitions/${definition}` })
  return (document) => {
    validate(document)
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }: ErrorObject) => `${instancePath} ${message} ${JSON.stringify(params)}`,
    )
  }
}
