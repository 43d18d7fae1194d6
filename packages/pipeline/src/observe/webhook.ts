import type { Plan, RunContext, RunEvent, Secret } from '@meshwright/contracts'
import type { TaskResult } from '../task-result.ts'
import { HttpDelivery, type DeliveryLimits } from './http-delivery.ts'
import { httpTarget, refuseBadUrl } from './http-target.ts'
import { PipelineError } from '../pipeline-error.ts'
import { refuseOptions, type RunObserver } from './run-observer.ts'

export interface WebhookOptions {
  /** An incoming webhook of Slack, or of anything that takes its JSON. The URL itself lets anybody post: `secret('SLACK_URL')`. */
  readonly url: string | Secret
  /** Which runs are told of. Default `failure`: those that failed, or could not begin. */
  readonly on?: 'failure' | 'end'
  readonly limits?: Partial<DeliveryLimits>
}

const OPTIONS = { url: true, on: true, limits: true } satisfies Record<keyof WebhookOptions, true>

/** Posts one message per run, `{ text }` in Slack's form. Throws PipelineError `project-invalid`. */
export function webhook(options: WebhookOptions): RunObserver {
  const { url, on = 'failure', limits } = options
  refuseOptions('webhook', options, OPTIONS)
  if (!['failure', 'end'].includes(on))
    throw new PipelineError('project-invalid', `webhook: on is ${JSON.stringify(on)}, neither "failure" nor "end"`)
  refuseBadUrl('webhook', url)
  return {
    name: 'webhook',
    begin({ plan, context }) {
      const target = httpTarget('webhook', url)
      const told = new Tally()
      return {
        event: (event) => told.add(event),
        async end() {
          if (on === 'failure' && !told.failed) return []
          const delivery = new HttpDelivery(target, context.signal, limits)
          delivery.send(JSON.stringify({ text: messageText(plan, context, told) }))
          return delivery.end('message')
        },
      }
    },
  }
}

const SHOWN = 10

/** What is kept of a run: counts, and the first failures. */
class Tally {
  readonly counts = { done: 0, unchanged: 0, failed: 0, blocked: 0, cancelled: 0 }
  readonly failures: { readonly task: string; readonly message: string }[] = []
  /** Of the run; undefined in a process that did some of its tasks. */
  end: RunEvent['eventType'] | undefined
  reason: string | undefined

  get failed(): boolean {
    return this.counts.failed > 0 || this.end === 'FAIL'
  }

  add(event: RunEvent): void {
    if (event.eventType === 'START') return
    const facts = (event.run.facets?.['meshwright'] ?? {}) as Partial<Pick<TaskResult, 'status' | 'error'>>
    if (event.run.facets?.['parent'] === undefined) {
      this.end = event.eventType
      this.reason = facts.error?.message
      return
    }
    if (facts.status === undefined) return
    this.counts[facts.status]++
    if (facts.status === 'failed' && this.failures.length < SHOWN)
      this.failures.push({ task: event.job.name, message: facts.error?.message ?? '' })
  }
}

const WORDS = { done: 'done', unchanged: 'unchanged', failed: 'failed', blocked: 'blocked', cancelled: 'stopped' } as const

function messageText({ project, environment }: Plan, { runId }: RunContext, told: Tally): string {
  const { counts, failures, reason } = told
  const verdict = told.failed ? 'failed' : told.end === 'ABORT' ? 'was stopped' : 'succeeded'
  const tally = Object.entries(counts).flatMap(([status, count]) => (count ? [`${count} ${WORDS[status as keyof typeof WORDS]}`] : []))
  const more = counts.failed - failures.length
  return [
    `${told.failed ? ':red_circle: ' : ''}*${inert(project)}* · ${inert(environment)}: the run ${verdict}${tally.length ? ` (${tally.join(', ')})` : ''}`,
    ...failures.map(({ task, message }) => `*${inert(task)}*\n${quoted(message)}`),
    ...(more > 0 ? [`and ${more} more`] : []),
    ...(reason === undefined ? [] : [quoted(reason)]),
    `run ${runId}`,
  ].join('\n')
}

/** Slack reads &, < and > as markup: a `<!channel>` in an error must not call everybody. */
const inert = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** As a code block, which an error's own backquotes cannot end; what is long is cut. */
function quoted(message: string): string {
  const cut = message.length > 600 ? `${message.slice(0, 600)}…` : message
  return `\`\`\`${inert(cut.replaceAll('```', "'''"))}\`\`\``
}
