import { airflow } from './airflow/airflow.ts'
import { argo } from './argo/emit-argo.ts'
import { cron } from './cron/emit-cron.ts'
import { dagster } from './dagster/emit-dagster.ts'
import { dot } from './dot/emit-dot.ts'
import type { Emitter } from './emitter.ts'
import { githubActions } from './github-actions/emit-github-actions.ts'
import { kubernetes } from './kubernetes/emit-kubernetes.ts'
import { mermaid } from './mermaid/emit-mermaid.ts'

/** Every target, by name. */
export const EMITTERS: readonly Emitter[] = [airflow, dagster, argo, githubActions, kubernetes, cron, mermaid, dot]
