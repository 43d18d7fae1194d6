// What a task needs of libraries and nothing else: zod, Kysely and DuckDB's client with V8's compile cache, a file that is opened,
// asked once, given a row, and closed. JavaScript, as the command that stands beside it is published as.
import { enableCompileCache } from 'node:module'

enableCompileCache()
await import('zod')
await import('kysely')
const { DuckDBInstance } = await import('@duckdb/node-api')
const instance = await DuckDBInstance.create(process.argv[2])
const connection = await instance.connect()
await connection.runAndReadAll('select count(*) from orders')
await connection.run('create table if not exists by_hand (ran timestamptz); insert into by_hand values (now())')
connection.closeSync()
instance.closeSync()
