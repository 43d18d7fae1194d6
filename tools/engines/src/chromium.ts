import { installByApt } from './apt-package.ts'
import type { Engine } from './engine.ts'
import { run } from './run.ts'

/** The browser that reports are opened in. */
export const chromium: Engine = {
  name: 'chromium',
  variable: 'CHROMIUM',
  places: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/Applications/Chromium.app/Contents/MacOS/Chromium'],
  version: (path) => run(path, ['--version'], 30_000),
  install: () => installByApt('chromium', 'CHROMIUM'),
}
