import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { warehouseSuite } from '@meshwright/testkit'
import { duckdb } from '../src/index.ts'

const settings = { memoryLimit: '500MB', threads: 2 }

warehouseSuite({
  name: 'duckdb',
  async open() {
    const home = await mkdtemp(join(tmpdir(), 'mw-duckdb-'))
    return {
      warehouse: duckdb(settings),
      home,
      environment: { name: 'test', schema: 'suite', reads: {} },
      close: () => rm(home, { recursive: true, force: true }),
      child: { module: new URL('./duckdb-for-crashes.ts', import.meta.url).href, settings },
    }
  },
})
