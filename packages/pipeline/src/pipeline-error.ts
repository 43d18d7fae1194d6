import { MeshwrightError, type ErrorCodes } from '@meshwright/contracts'

const CODES = {
  'project-invalid': {
    means:
      'The project does not hold together: an unknown table, two writers of one table, a cycle, a check that does not fit, a schedule that is none.',
    todo: 'Each problem is named, with the nearest name that exists: mend them in the project.',
  },
  'home-unusable': {
    means: 'The home folder, or a file in it, cannot be made or written.',
    todo: 'Make it writable for the user that runs this, free some space, or give another with `--home`.',
  },
  'name-taken': {
    means: 'A table or view that no run has published stands under the name of a table of the project. It was not touched.',
    todo: 'Rename it, drop it, or give the contract another name.',
  },
  'name-unknown': {
    means: 'A task is for a table that the project does not have.',
    todo: 'Plan again: the plan is of another version of the project.',
  },
  'no-scratch': {
    means: 'The tests of the models were to run in memory, and the engine of the warehouse cannot.',
    todo: "Run them on the project's own warehouse: `meshwright test --on-warehouse`.",
  },
  'environment-unknown': {
    means: 'The config has no environment of that name.',
    todo: 'The message lists those there are: name one with `--environment`.',
  },
  'place-taken': {
    means: 'The schema or file holds the tables of another project, or of another environment. Nothing was changed.',
    todo: 'Give each environment a schema, file or database of its own. After a change of name: `meshwright run --adopt`.',
  },
  'selection-invalid': {
    means: 'A selection is misspelt, or takes nothing.',
    todo: 'The message names the term and the nearest name; `meshwright ls --select …` shows what a selection takes.',
  },
  'state-foreign': {
    means: 'The manifest that was given for `--state` is of another project.',
    todo: 'Give one of this project: `meshwright manifest > manifest.json`, where it is as it was.',
  },
  'defer-unreadable': {
    means: 'With `--defer` tables are read in the environment of a manifest, and the engine at hand cannot read them there.',
    todo: 'The message says why: write the manifest again where that environment is, or run without `--defer` and select what is needed.',
  },
  'upstream-unpublished': {
    means: 'What is selected reads or checks tables that are not selected and were never published. Nothing was run.',
    todo: 'Select them too (`+name` takes all that a table needs), or run everything once.',
  },
  'build-failed': {
    means:
      'The engine could not build a model that reads classified columns. Its message is not shown, as it may hold one of their values.',
    todo: 'The message holds the code of the engine; run the query of the model (`meshwright show`) where you may see the values.',
  },
  'timed-out': {
    means:
      'A task, or the whole run, took longer than the plan gives it. What ran in the warehouse was broken off; what was not published by then stays as it was.',
    todo: 'Run again; or give it more time (`timeoutSeconds` of the project or of its tasks).',
  },
  'task-unknown': {
    means: 'The plan has no task of that id.',
    todo: 'The message names the nearest id; `meshwright plan --json` lists them all. Where a scheduler asks, emit again.',
  },
  'plan-changed': {
    means: 'The project has another plan than when it was emitted to the scheduler, or than the run had that shall be gone on with.',
    todo: 'Emit again; or run everything: `meshwright run`.',
  },
  'run-unknown': {
    means: 'No run of that id is logged in the home folder, or several begin so. The last 100 runs are kept.',
    todo: 'The message names the nearest id; `meshwright runs list` shows those there are.',
  },
  'resume-refused': {
    means:
      'The run cannot be gone on with: it still runs, a scheduler runs its tasks, it read tables of another place than is given now, or its log is not whole.',
    todo: 'Follow the message; `meshwright run` does what changed and what is left of any run.',
  },
  'not-staged': {
    means: 'A gate was run in a process of its own, and there are no rows that it could check and publish. Nothing was changed.',
    todo: 'Run the task that the message names first, in the same run (`--run-id`): in most schedulers, clear both.',
  },
  'replay-refused': {
    means: 'Rejected rows cannot be offered again: there is no published load that they could be added to.',
    todo: 'Run: what is rejected is read again with everything else of its source.',
  },
  'command-failed': {
    means: 'A command of the project ended with another code than 0, or could not be started.',
    todo: 'The message has the last lines that it wrote. Commands are run without a shell, in the folder of the config.',
  },
  'schedule-held': {
    means: 'A scheduler already runs in this home folder: one project is run by one scheduler at a time.',
    todo: 'The message names its process: stop that one, or give this one another home with `--home`.',
  },
  'checks-failed': {
    means: 'A check that blocks failed. The table stays as it was published, and what is made from it was not built.',
    todo: "Mend the data or the check; `meshwright show <table>` lists the checks. One that shall only warn says `{ severity: 'warn' }`.",
  },
} satisfies ErrorCodes

export type PipelineErrorCode = keyof typeof CODES

/** A project that cannot be planned or run as it is written. */
export class PipelineError extends MeshwrightError<PipelineErrorCode> {
  static readonly codes: ErrorCodes<PipelineErrorCode> = CODES
}
