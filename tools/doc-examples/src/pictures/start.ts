import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { ROOT } from '../pages.ts'
import { terminalPage } from './terminal-page.ts'

// Takes the pictures of docs/images: `npm start` in a copy of the app, so that it is a first run, and the report that it wrote.
const work = mkdtempSync(join(tmpdir(), 'meshwright-pictures-'))
const app = join(work, 'apps/django-apparel')
const images = join(ROOT, 'docs/images')
const START = `${process.execPath} --conditions=@meshwright/source --disable-warning=ExperimentalWarning apps/django-apparel/src/start.ts`
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
})
try {
  mkdirSync(images, { recursive: true })
  cpSync(join(ROOT, 'apps/django-apparel'), app, { recursive: true, filter: (path) => !/\/(\.meshwright|node_modules|test)$/.test(path) })
  symlinkSync(join(ROOT, 'node_modules'), join(work, 'node_modules'))
  // `script` gives it a terminal, so it writes as it does for a person: colours and a live line.
  const written = execFileSync('script', ['-qec', `stty cols 150 rows 60; ${START}`, '/dev/null'], {
    cwd: work,
    encoding: 'utf8',
    env: { ...process.env, TERM: 'xterm-256color', NO_COLOR: '' },
  })
  if (!written.includes('\u001b[')) throw new Error('the run wrote no colour: it did not believe to be on a terminal')

  const terminal = await browser.newPage({ viewport: { width: 1600, height: 900 }, deviceScaleFactor: 1.25 })
  await terminal.setContent(terminalPage('npm start', written.replaceAll(work, '…')))
  await terminal.locator('pre').screenshot({ path: join(images, 'run.png') })

  const report = await browser.newPage({ viewport: { width: 1280, height: 1180 }, colorScheme: 'light' })
  await report.goto(pathToFileURL(join(app, '.meshwright/reports/sales.html')).href)
  await report.screenshot({ path: join(images, 'report.png') })
} finally {
  await browser.close()
  rmSync(work, { recursive: true, force: true })
}
