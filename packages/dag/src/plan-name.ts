import type { Plan } from '@meshwright/contracts'
import { targetName, type NameRule } from './target-name.ts'

/** What Kubernetes takes as the name of an object, with room for what a CronJob and a CronWorkflow append to theirs. */
const OBJECT_NAME: NameRule = { keeps: /^[a-z0-9-]$/, first: /^[a-z0-9]$/, last: /^[a-z0-9]$/, escape: 'z', maxLength: 52 }

/** The name of a plan's files and objects: `shop-prod`, lower case letters, digits and dashes. */
export const planName = ({ project, environment }: Pick<Plan, 'project' | 'environment'>): string =>
  targetName(`${project}-${environment}`, OBJECT_NAME)
