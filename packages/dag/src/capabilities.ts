/** What a plan says, feature by feature, of which a scheduler may be able to hold less. */
export const PLAN_FEATURES = [
  'runs',
  'interval',
  'timeZone',
  'start',
  'catchUp',
  'oneRunAtATime',
  'wakesOn',
  'publishes',
  'pools',
  'retries',
  'retryDelays',
  'taskTimeout',
  'runTimeout',
  'blocking',
  'fullRefresh',
  'owner',
  'tags',
] as const
/**
 * - `runs`: it runs the tasks, when the schedule says; a picture does not;
 * - `interval`: each run has the time from one date of the schedule to the next;
 * - `timeZone`: the clock of the cron fields, with its summer time; `start`, `catchUp`: what becomes of times before now;
 * - `oneRunAtATime`: a run waits for the one before;
 * - `wakesOn`: a run begins when tables of other projects have new rows; `publishes`: a gate tells others that its tables have;
 * - `pools`, `retries`, `retryDelays` (longer each time, up to a limit), `taskTimeout`, `runTimeout`;
 * - `blocking`: what depends on a failed task does not run, what does not depend on it does;
 * - `fullRefresh`: a run by hand may be asked to load everything again;
 * - `owner`, `tags`: shown and searched for in the target.
 */
export type PlanFeature = (typeof PLAN_FEATURES)[number]

/** Of each feature: true where the target does as the plan says, else in a sentence what it does instead. */
export type Capabilities = Readonly<Record<PlanFeature, true | string>>
