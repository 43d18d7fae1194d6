import type { Reporter, TestCase, TestModule } from 'vitest/node'

/** Ends a run with the name and the reason of every test that did not run: a skipped test must not pass unseen. */
export class SkippedTests implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const lines = modules.flatMap((module) =>
      [...module.children.allTests('skipped')].map((test) => ` ↓ ${module.relativeModuleId} > ${test.fullName}${reasonOf(test)}`),
    )
    if (lines.length > 0) console.log(['', `Skipped tests (${lines.length})`, ...lines].join('\n'))
  }
}

function reasonOf(test: TestCase): string {
  const result = test.result()
  if (result.state === 'skipped' && result.note) return `: ${result.note}`
  // A test may also say it in its name: "… (skipped: ../shared is not there)".
  if (/[([]skipped: /.test(test.fullName)) return ''
  for (let around: TestCase['parent'] = test.parent; ; around = around.parent) {
    if (around.errors().length > 0) return ': what it stands in failed'
    if (around.type === 'module') return ': no reason given'
  }
}
