import { main } from '../../src/main.ts'
import { FAKES } from './engines.ts'

process.exitCode = await main(process.argv.slice(2), FAKES)
