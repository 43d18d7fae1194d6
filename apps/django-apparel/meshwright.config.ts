import { duckdb } from '@meshwright/duckdb'
import { djangoApparel } from './src/django-apparel.ts'
import { ensureSampleData } from './src/sample-data.ts'

// Without data of its own the app makes some, once: the same files on every machine.
const data = new URL('./.meshwright/sample-data/', import.meta.url)
await ensureSampleData(data)

export default djangoApparel(duckdb(), { data })
