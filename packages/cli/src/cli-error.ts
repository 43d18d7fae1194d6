import { MeshwrightError, type ErrorCodes } from '@meshwright/contracts'

const CODES = {
  usage: {
    means: 'A command was called wrongly: an unknown command, option or name, or a missing argument.',
    todo: 'Look at what the message suggests, or at `meshwright <command> --help`.',
  },
  'config-missing': {
    means: 'There is no project here.',
    todo: 'Go to a folder with a `meshwright.config.ts` in or above it, or name one with `--project`.',
  },
  'config-invalid': {
    means: 'The config, or a file that it imports, cannot be loaded or exports no project.',
    todo: 'Go to the file and line in the message. A config ends with `export default project({ … })`.',
  },
  'statement-failed': {
    means: 'The warehouse refused the SQL that was typed.',
    todo: 'Correct the statement; the warehouse says where. `meshwright ls` lists the tables, `meshwright show <table>` the columns.',
  },
  'document-unreadable': {
    means: 'A file that was named is not the document that it should be: missing, not JSON, of another kind or another version.',
    todo: 'Write it again with the command that the message names, with this release.',
  },
  'not-written': {
    means: 'A file cannot be written where the command was told to.',
    todo: 'Look at the reason in the message, or name another folder.',
  },
  interrupted: {
    means: 'The command was interrupted before it had begun.',
    todo: 'Nothing was changed: run it again.',
  },
} satisfies ErrorCodes

export type CliErrorCode = keyof typeof CODES

/** What the command line itself refuses. `usage` and the config codes end with exit code 2, the others with 1. */
export class CliError extends MeshwrightError<CliErrorCode> {
  static readonly codes: ErrorCodes<CliErrorCode> = CODES
}
