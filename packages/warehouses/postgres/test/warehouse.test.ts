import { postgres } from '@meshwright/postgres'
import { warehouseSuite } from '@meshwright/testkit'
import { ownServer } from './own-database.ts'

const own = ownServer()
const JSON_FORM = 'structs are held as jsonb, and come back in JSON form: int64 as the text of its digits'

warehouseSuite({
  name: 'postgres',
  async open() {
    const url = await own.database()
    return {
      warehouse: postgres(url),
      home: '',
      environment: { name: 'test', schema: 'mart', reads: {} },
      child: { module: import.meta.resolve('./warehouse-child.ts'), settings: { url } },
      close: async () => undefined,
      async loseConnections() {
        await own.sql(
          own.server.url(),
          `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'meshwright%' and datname = '${new URL(url).pathname.slice(1)}'`,
        )
      },
    }
  },
  gaps: {
    'struct of numbers and times: loaded and read back exactly': JSON_FORM,
    'struct of numbers and times: written as a literal and read back exactly': JSON_FORM,
  },
})
