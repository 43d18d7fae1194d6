import { CliError, reachOption, run, runCommand, runOpened, text, type Command } from '@meshwright/cli'
import { duckdb } from '@meshwright/duckdb'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { resolve } from 'node:path'
import { djangoApparel } from './django-apparel.ts'
import { ensureSampleData } from './sample-data.ts'
import { shopDatabase } from './shop-source.ts'

const app = new URL('../', import.meta.url)

/** `npm start`: the whole pipeline, on the sample data or on the files and the database that are named. */
const start: Command = {
  name: 'start',
  calledAs: 'npm start --',
  summary: 'Runs the whole pipeline of Django Apparel: seven sources, a star schema, five marts and a report.',
  operands: '',
  options: { ...run.options, data: { type: 'string' }, 'shop-database': { type: 'string' } },
  optionHelp: {
    ...run.optionHelp,
    data: 'the folder of the seven files (default: sample data that the app makes)',
    'shop-database': 'postgres://… from which orders, order details and customers come; npm run shop-database starts one',
  },
  examples: ['npm start', 'npm start -- --data path/to/files', 'npm start -- --shop-database postgres://shop@127.0.0.1:5433/shop'],
  async run(call) {
    const given = text(call.options['data'])
    const database = text(call.options['shop-database'])
    if (call.options['project'] !== undefined) {
      if (given !== undefined || database !== undefined)
        throw new CliError('usage', 'npm start: --data and --shop-database are for Django Apparel; leave them out with --project')
      return run.run(call)
    }
    const data = given === undefined ? new URL('.meshwright/sample-data/', app) : pathToFileURL(`${resolve(call.cwd, given)}/`)
    if (given === undefined) await ensureSampleData(data)
    const home = text(call.options['home'])
    const project = djangoApparel(duckdb(), { data, ...(database === undefined ? {} : { database: shopDatabase(database) }) })
    return runOpened(call, {
      project,
      folder: fileURLToPath(app),
      home: home === undefined ? fileURLToPath(new URL('.meshwright', app)) : resolve(call.cwd, home),
      among: 'one',
      reach: reachOption('home', home),
    })
  },
}

process.exitCode = await runCommand(start, process.argv.slice(2))
