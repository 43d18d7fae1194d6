import type { Reporter, TestModule } from 'vitest/node'

/** Ends a run with the name and the reason of every test that did not run: a skipped test must not pass unseen. */
export class SkippedTests implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const lines = modules.flatMap((module) =>
      [...module.children.allTests('skipped')].map((test) => {
        const result = test.result()
        const reason = result.state === 'skipped' ? result.note : undefined
        // A test may also say it in its name: "… (skipped: ../shared is not there)".
        const named = /[([]skipped: /.test(test.fullName)
        return ` ↓ ${module.relativeModuleId} > ${test.fullName}${reason === undefined && named ? '' : `: ${reason ?? 'no reason given'}`}`
      }),
    )
    if (lines.length > 0) console.log(['', `Skipped tests (${lines.length})`, ...lines].join('\n'))
  }
}
