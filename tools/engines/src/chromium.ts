import { machineProgram } from './machine-program.ts'

/** The browser that reports are opened in. */
export const chromium = machineProgram({
  name: 'chromium',
  about: 'the browser that reports are opened in',
  variable: 'CHROMIUM',
  places: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/Applications/Chromium.app/Contents/MacOS/Chromium'],
})
