import { MeshwrightError, type ErrorCodes } from '@meshwright/contracts'

const CODES = {
  'option-invalid': {
    means: 'An option of an emitter has a value it cannot have, or belongs to another target.',
    todo: 'Correct it as the message says.',
  },
  'name-collides': {
    means: 'Two names of a plan would be one name in the target.',
    todo: 'Rename one of the two that the message names.',
  },
  'start-missing': {
    means: 'A plan catches up on all intervals, and does not say since when.',
    todo: 'Give the schedule a start, such as `2026-01-01`.',
  },
  'plan-unfit': {
    means: 'The target cannot hold a plan like this: too many tasks, edges or characters, no schedule, a pool it cannot count.',
    todo: 'Emit with the granularity or option that the message names, or to another target.',
  },
  'text-unusable': {
    means: 'A name or a text holds a character that no command line can carry: NUL, or half of a surrogate pair.',
    todo: 'Take the character out of the name that the message shows.',
  },
} satisfies ErrorCodes

export type DagErrorCode = keyof typeof CODES

/** A plan that cannot be emitted to a target as it is; the message names task, option and character. */
export class DagError extends MeshwrightError<DagErrorCode> {
  static readonly codes: ErrorCodes<DagErrorCode> = CODES
}
