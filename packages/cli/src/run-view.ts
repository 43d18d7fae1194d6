import type { Progress, TaskResult } from '@meshwright/pipeline'
import { LiveRun } from './live-run.ts'
import { liveScreen } from './live-screen.ts'
import { runFrame } from './run-frame.ts'
import { retryLine, runLine, stageLine } from './run-line.ts'
import type { Terminal } from './terminal.ts'

export interface RunView {
  progress(progress: Progress): void
  /** Writes a line besides. */
  note(line: string): void
  /** Removes what is live. Safe to call twice. */
  end(): void
}

/** How often the screen is redrawn at most, in milliseconds; what stays is written at once. */
const REDRAW_MS = 100

/** A line as each table is done; on a screen also, below them, what runs, what waits for what, and how far the run is. */
export function runView(terminal: Terminal, nameWidth: number, now: () => number = () => performance.now()): RunView {
  const staged = new Map<string, TaskResult>()
  /** Tables whose gates are tasks of this process. */
  const gated = new Set<string>()
  const layout = { ...terminal, nameWidth }
  const run = new LiveRun()
  const screen = liveScreen(terminal.err)
  const print = (text: string) => {
    if (text !== '') screen.print(text)
  }
  const draw = () => {
    run.pass(now())
    screen.draw(runFrame(run, now(), { ...terminal.size(), paint: terminal.paint }))
  }
  const timer = terminal.live ? setInterval(draw, REDRAW_MS).unref() : undefined
  return {
    note: (line) => print(`${line}\n`),
    progress(progress) {
      run.tell(progress, now())
      switch (progress.event) {
        case 'planned':
          for (const { kind, target } of progress.plan.tasks) if (kind === 'gate') gated.add(target)
          break
        case 'line':
          print(` ${terminal.paint('dim', `${progress.task.target}  ${progress.line}`)}\n`)
          break
        case 'retrying':
          print(retryLine(progress, layout))
          break
        case 'note':
          print(` ${progress.message}\n`)
          break
        case 'finished': {
          const { result } = progress
          const { kind, target } = result.task
          if (kind !== 'ingest' && kind !== 'build') print(runLine(result, staged.get(target), layout))
          else if (gated.has(target)) staged.set(target, result)
          else print(stageLine(result, layout))
          break
        }
        default:
          break
      }
    },
    end() {
      clearInterval(timer)
      screen.end()
    },
  }
}
