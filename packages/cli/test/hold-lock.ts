import { duckdb } from '@meshwright/duckdb'

// Holds the warehouse of a home for some milliseconds, as a process that writes it does.
const [home = '.', milliseconds = '2000'] = process.argv.slice(2)
const place = { home, environment: { name: 'dev', schema: 'main', reads: {} }, access: 'write', waitSeconds: 0 } as const
const store = await duckdb().open({ ...place, signal: new AbortController().signal })
process.stderr.write('held\n')
setTimeout(() => void store.close(), Number(milliseconds))
