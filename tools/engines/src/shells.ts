import { installByApt } from './apt-package.ts'
import type { Engine } from './engine.ts'
import { run } from './run.ts'

/** The shells beside bash that the command completes in. */
export const shells: readonly Engine[] = [shell('zsh', 'ZSH_PROGRAM'), shell('fish', 'FISH_PROGRAM')]

function shell(name: string, variable: string): Engine {
  return {
    name,
    variable,
    places: [`/usr/bin/${name}`, `/bin/${name}`, `/opt/homebrew/bin/${name}`],
    version: (path) => run(path, ['--version'], 10_000),
    install: () => installByApt(name, variable),
  }
}
