import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { ENGINES } from './engines.ts'
import { installed } from './installed.ts'
import { surroundings } from './surroundings.ts'

// Makes sure that every engine is there, then runs the tests beside them: `npm run test:engines -- packages/report`.
const environment: NodeJS.ProcessEnv = { ...process.env }
for (const engine of ENGINES) {
  const started = Date.now()
  const { name, variable, path, version } = await installed(engine, surroundings(process.env, console.log)).catch((error: Error) => {
    console.error(`${engine.name} is missing: ${error.message}`)
    process.exit(1)
  })
  environment[variable] = path
  console.log(`${name}: ${path} (${version}), ${((Date.now() - started) / 1000).toFixed(1)} s`)
}

const root = resolve(import.meta.dirname, '../../..')
const vitest = resolve(root, 'node_modules/vitest/vitest.mjs')
const args = [vitest, 'run', '--config', 'vitest.engines.config.ts', ...process.argv.slice(2)]
spawn(process.execPath, args, { cwd: root, env: environment, stdio: 'inherit' }).on('exit', (code) => {
  process.exitCode = code ?? 1
})
