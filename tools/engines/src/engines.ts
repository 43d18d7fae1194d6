import { actionlint } from './actionlint.ts'
import { airflow2, airflow3, cosmos } from './airflow/airflow-engines.ts'
import { argo } from './argo.ts'
import { chromium } from './chromium.ts'
import { dagster } from './dagster.ts'
import type { Engine } from './engine.ts'
import type { Kept } from './old-folders.ts'
import { postgres } from './postgres.ts'
import { uv } from './python.ts'
import { fish, zsh } from './shells.ts'

/** Every engine, in the order in which help names them. */
export const ENGINES: readonly Engine[] = [airflow2, airflow3, dagster, postgres, argo, chromium, zsh, fish, actionlint]

/** What the cache holds besides. */
export const KEPT_BESIDE: readonly Kept[] = [cosmos, uv]
