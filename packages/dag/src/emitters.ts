import { airflow } from './airflow/airflow.ts'
import type { Emitter } from './emitter.ts'

/** Every target, by name. */
export const EMITTERS: readonly Emitter[] = [airflow]
