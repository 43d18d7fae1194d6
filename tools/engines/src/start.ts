import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { chromium } from './chromium.ts'
import { installed } from './installed.ts'
import { shells } from './shells.ts'

// Makes sure that every engine is there, then runs the tests beside them: `npm run test:engines -- packages/report`.
const ENGINES = [chromium, ...shells]

const environment: NodeJS.ProcessEnv = { ...process.env }
for (const engine of ENGINES) {
  const { name, variable, path, version } = await installed(engine, process.env).catch((error: Error) => {
    console.error(`${engine.name} is missing: ${error.message}`)
    process.exit(1)
  })
  environment[variable] = path
  console.log(`${name}: ${path} (${version})`)
}

const root = resolve(import.meta.dirname, '../../..')
const vitest = resolve(root, 'node_modules/vitest/vitest.mjs')
const args = [vitest, 'run', '--config', 'vitest.engines.config.ts', ...process.argv.slice(2)]
spawn(process.execPath, args, { cwd: root, env: environment, stdio: 'inherit' }).on('exit', (code) => {
  process.exitCode = code ?? 1
})
