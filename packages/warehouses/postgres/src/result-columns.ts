import type { InspectedColumn } from '@meshwright/sql'
import { logicalType } from './physical-types.ts'
import type { PgClient, PgField } from './pg-client.ts'

/** What the server says about the columns of a result; whether they can be null it does not say. */
export class ResultTypes {
  readonly #names = new Map<string, string>()

  async columns(client: PgClient, fields: readonly PgField[]): Promise<readonly InspectedColumn[]> {
    const id = (field: PgField) => `${field.dataTypeID}, ${field.dataTypeModifier}`
    const unknown = [...new Set(fields.map(id))].filter((key) => !this.#names.has(key))
    if (unknown.length > 0) {
      const { rows } = await client.query({ text: `select ${unknown.map((key) => `format_type(${key})`).join(', ')}`, rowMode: 'array' })
      unknown.forEach((key, index) => this.#names.set(key, rows[0]?.[index] ?? 'unknown'))
    }
    return fields.map((field) => {
      const physicalType = this.#names.get(id(field)) ?? 'unknown'
      return { name: field.name, physicalType, type: logicalType(physicalType), nullable: true }
    })
  }
}
