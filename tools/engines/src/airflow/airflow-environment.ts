import { join } from 'node:path'

/** A migrated, empty database; beside the environment's `bin`. */
export const MIGRATED = join('prepared', 'airflow.db')

/** Airflow without its examples, without a word to anybody outside, and without remarks on its own settings. */
export const QUIET: Readonly<Record<string, string>> = {
  AIRFLOW__CORE__LOAD_EXAMPLES: 'False',
  AIRFLOW__USAGE_DATA_COLLECTION__ENABLED: 'False',
  AIRFLOW__METRICS__TIMER_UNIT_CONSISTENCY: 'True',
}
