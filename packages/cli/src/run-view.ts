import type { Progress, TaskResult } from '@meshwright/pipeline'
import type { Task } from '@meshwright/contracts'
import { retryLine, runLine } from './run-line.ts'
import type { Terminal } from './terminal.ts'
import { grouped } from './text-table.ts'

export interface RunView {
  onProgress(progress: Progress): void
  /** Clears what is live. */
  end(): void
}

/** A line as each table is done; on a screen also a last line, redrawn, of what runs now. */
export function runView(terminal: Terminal, nameWidth: number): RunView {
  const running = new Map<string, { task: Task; rows: number }>()
  const staged = new Map<string, TaskResult>()
  let drawn = false
  const clear = () => {
    if (drawn) terminal.err('\r\u001b[2K')
    drawn = false
  }
  const draw = () => {
    if (!terminal.live || running.size === 0) return
    const now = [...running.values()]
      .map(({ task, rows }) => `${task.kind} ${task.target}${rows > 0 ? ` ${grouped(rows)} rows` : ''}`)
      .join(' · ')
    terminal.err(terminal.paint('dim', ` … ${now}`.slice(0, terminal.columns - 1)))
    drawn = true
  }
  return {
    onProgress(progress) {
      clear()
      switch (progress.event) {
        case 'started':
          running.set(progress.task.id, { task: progress.task, rows: 0 })
          break
        case 'rows':
          running.set(progress.task.id, { task: progress.task, rows: progress.rows })
          break
        case 'line':
          terminal.err(` ${terminal.paint('dim', `${progress.task.target}  ${progress.line}`)}\n`)
          break
        case 'retrying':
          running.delete(progress.task.id)
          terminal.err(retryLine(progress, { ...terminal, nameWidth }))
          break
        case 'note':
          terminal.err(` ${progress.message}\n`)
          break
        case 'finished': {
          const { result } = progress
          running.delete(result.task.id)
          const { kind, target } = result.task
          if (kind === 'ingest' || kind === 'build') staged.set(target, result)
          else terminal.err(runLine(result, staged.get(target), { ...terminal, nameWidth }))
          break
        }
      }
      draw()
    },
    end: clear,
  }
}
