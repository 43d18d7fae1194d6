import type { ContractDocument } from './contract.ts'
import type { JsonValue } from './flavours.ts'
import type { LogicalType } from './logical-type.ts'
import { defaultPhysicalType, odcsId, odcsProperty } from './odcs-property.ts'

export interface OdcsOptions {
  readonly project: string
  /** Spells a type as a warehouse does (`dialect.physicalType`). Without it, the physical type is our own name: `decimal(12,2)`. */
  readonly physicalType?: (type: LogicalType) => string
}

export interface OdcsCustomProperty {
  readonly property: string
  readonly value: JsonValue
}

/** A quality rule: a library metric with exactly one operator, or text. */
export type OdcsQuality =
  | {
      readonly type: 'library'
      readonly metric: 'nullValues' | 'invalidValues' | 'duplicateValues'
      readonly arguments?: { readonly [name: string]: JsonValue }
      readonly mustBe: number
      readonly unit: string
      readonly dimension: 'completeness' | 'conformity' | 'uniqueness'
      readonly severity: 'error' | 'warn'
      readonly description: string
    }
  | { readonly type: 'text'; readonly description: string }

export interface OdcsType {
  readonly logicalType: 'string' | 'date' | 'timestamp' | 'time' | 'number' | 'integer' | 'object' | 'array' | 'boolean'
  readonly physicalType: string
  readonly logicalTypeOptions?: { readonly [option: string]: JsonValue }
  readonly items?: OdcsType & { readonly required: boolean }
  readonly properties?: readonly (OdcsType & { readonly name: string; readonly required: boolean })[]
}

export interface OdcsProperty extends OdcsType {
  readonly id: string
  readonly name: string
  readonly description?: string
  readonly required: boolean
  readonly unique: boolean
  readonly primaryKey: boolean
  readonly primaryKeyPosition?: number
  readonly classification?: string
  readonly tags?: readonly string[]
  readonly relationships?: readonly {
    readonly type: 'foreignKey'
    readonly to: string
    readonly customProperties: readonly OdcsCustomProperty[]
  }[]
  readonly quality?: readonly OdcsQuality[]
  readonly customProperties?: readonly OdcsCustomProperty[]
}

/** A data contract of the Open Data Contract Standard, version 3.1.0: https://bitol-io.github.io/open-data-contract-standard/v3.1.0/ */
export interface OdcsContract {
  readonly apiVersion: 'v3.1.0'
  readonly kind: 'DataContract'
  readonly id: string
  readonly name: string
  readonly version: string
  readonly status: 'active' | 'deprecated'
  readonly domain: string
  readonly tags: readonly string[]
  readonly description: { readonly purpose: string }
  readonly schema: readonly [
    {
      readonly id: string
      readonly name: string
      readonly logicalType: 'object'
      readonly physicalType: 'table'
      readonly description: string
      readonly tags: readonly string[]
      readonly properties: readonly OdcsProperty[]
      readonly quality?: readonly OdcsQuality[]
    },
  ]
  readonly team: { readonly name: string; readonly members: readonly { readonly username: string; readonly role: string }[] }
  readonly slaProperties: readonly { readonly property: string; readonly value: string; readonly unit?: string }[]
  readonly customProperties: readonly OdcsCustomProperty[]
}

/**
 * A contract as an ODCS 3.1.0 document, as JSON, which is YAML, too. Layer, access and deprecation have no place in ODCS and are
 * custom properties; the version is `<version>.0.0`, as a contract counts breaking changes only.
 */
export function toOdcs(contract: ContractDocument, options: OdcsOptions): OdcsContract {
  const physicalType = options.physicalType ?? defaultPhysicalType
  return {
    apiVersion: 'v3.1.0',
    kind: 'DataContract',
    id: `${options.project}/${contract.name}`,
    name: contract.name,
    version: `${contract.version}.0.0`,
    status: contract.deprecation === undefined ? 'active' : 'deprecated',
    domain: options.project,
    tags: [...contract.tags],
    description: { purpose: contract.description },
    schema: [
      {
        id: odcsId(contract.name),
        name: contract.name,
        logicalType: 'object',
        physicalType: 'table',
        description: contract.description,
        tags: [...contract.tags],
        properties: contract.columns.map((column) => odcsProperty(contract, column, physicalType)),
        ...(contract.key.length === 0 ? {} : { quality: [keyQuality(contract.key)] }),
      },
    ],
    team: {
      name: contract.owner,
      members: [
        { username: contract.owner, role: 'owner' },
        ...(contract.steward === undefined ? [] : [{ username: contract.steward, role: 'steward' }]),
      ],
    },
    slaProperties: contract.sla.map((level) => ({
      property: level.property,
      value: level.value,
      ...(level.unit === undefined ? {} : { unit: level.unit }),
    })),
    customProperties: [
      { property: 'layer', value: contract.layer },
      { property: 'access', value: contract.access },
      ...(contract.deprecation === undefined ? [] : [{ property: 'deprecation', value: { ...contract.deprecation } }]),
    ],
  }
}

function keyQuality(key: readonly string[]): OdcsQuality {
  return {
    type: 'library',
    metric: 'duplicateValues',
    arguments: { properties: [...key] },
    mustBe: 0,
    unit: 'rows',
    dimension: 'uniqueness',
    severity: 'error',
    description: `${key.join(', ')} ${key.length === 1 ? 'identifies' : 'together identify'} a row`,
  }
}
