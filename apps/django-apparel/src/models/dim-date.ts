import { model } from '@meshwright/models'
import { addDays, dayOfWeek, literal, max, min, month, quarter, truncateDate, types, year } from '@meshwright/sql'
import { dimDate as contract } from '../contracts/dim-date.ts'
import { stgOrders } from '../contracts/stg-orders.ts'

// Counts up from 1 January of the first year to 31 December of the last.
export const dimDate = model(contract, { o: stgOrders }, (db) =>
  db
    .withRecursive('days', (cte) =>
      cte
        .selectFrom('o')
        .select(({ ref }) => truncateDate('year', min(ref('o.order_date'))).as('day'))
        .unionAll((next) =>
          next
            .selectFrom('days')
            .select(({ ref }) => addDays(ref('days.day'), literal(1n, types.int64)).as('day'))
            .where(({ eb, ref, selectFrom }) =>
              eb(
                year(addDays(ref('days.day'), literal(1n, types.int64))),
                '<=',
                selectFrom('o').select((last) => year(max(last.ref('o.order_date'))).as('year')),
              ),
            ),
        ),
    )
    .selectFrom('days')
    .where('days.day', 'is not', null)
    .select(({ ref }) => {
      const day = ref('days.day').$notNull()
      return [
        day.as('date_day'),
        year(day).as('year'),
        quarter(day).as('quarter'),
        month(day).as('month'),
        dayOfWeek(day).as('day_of_week'),
      ]
    }),
)
