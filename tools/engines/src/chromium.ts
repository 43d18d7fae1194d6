import type { Engine } from './engine.ts'
import { run } from './run.ts'

const SECOND = 1000

/** The browser that reports are opened in. */
export const chromium: Engine = {
  name: 'chromium',
  variable: 'CHROMIUM',
  places: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/Applications/Chromium.app/Contents/MacOS/Chromium'],
  version: (path) => run(path, ['--version'], 30 * SECOND),

  async install() {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) {
      throw new Error('there is no chromium, and only root on Linux can install it here: install it, or name its place with CHROMIUM')
    }
    await run('apt-get', ['update'], 180 * SECOND)
    await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], 600 * SECOND)
  },
}
