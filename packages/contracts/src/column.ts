import * as z from 'zod'
import { logicalTypeSchema, type LogicalType } from './logical-type.ts'
import { ruleSchema, type Rule } from './rule.ts'

/** How text spells numbers: `1.250,50` has the decimal `,` and the thousands `.`. */
export interface NumberSpelling {
  /** What stands before the fraction; `.` when absent. One character. */
  readonly decimal?: string
  /** What may stand between groups of three digits; nothing when absent. One character. */
  readonly thousands?: string
}

/** How text in sources spells a value, where it is not ISO. */
export interface InputFormat extends NumberSpelling {
  /** strptime: %Y %y %m %d %H %M %S %f %z %b %B %p %I, anything else literally. */
  readonly format?: string
  /** IANA zone of naive text, for timestamps. */
  readonly zone?: string
}

/** One column of a contract, as a document. */
export interface Column {
  readonly name: string
  readonly type: LogicalType
  readonly nullable: boolean
  readonly description?: string
  /** For example `pii.email`: who may see it follows from it, and no sample or log shows it. */
  readonly classification?: string
  readonly tags?: readonly string[]
  /** The name that the column had: a change check then knows it again. It may go once every reader knows the new one. */
  readonly renamedFrom?: string
  readonly rules: readonly Rule[]
  readonly input?: InputFormat
  /** True when a refinement exists that only the row path can check. */
  readonly rowOnly?: boolean
}

export const columnSchema = z.object({
  name: z.string().min(1),
  type: logicalTypeSchema,
  nullable: z.boolean(),
  description: z.string().exactOptional(),
  classification: z.string().exactOptional(),
  tags: z.array(z.string()).exactOptional(),
  renamedFrom: z.string().exactOptional(),
  rules: z.array(ruleSchema),
  input: z
    .object({
      format: z.string().exactOptional(),
      zone: z.string().exactOptional(),
      decimal: z.string().exactOptional(),
      thousands: z.string().exactOptional(),
    })
    .exactOptional(),
  rowOnly: z.boolean().exactOptional(),
}) satisfies z.ZodType<Column>
