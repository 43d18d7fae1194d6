import type { Column, PublishMode } from '@meshwright/contracts'
import type { SqlValue } from '@meshwright/sql'
import { column } from './canonical-rows.ts'

/** A publish mode as a function of tables: publishing each of `staged` in turn makes `after`, rows in order. */
export interface PublishCase {
  readonly name: string
  readonly columns: readonly Column[]
  readonly key: readonly string[]
  readonly staged: readonly PublishStep[]
  readonly shown: readonly string[]
  readonly after: readonly Row[]
}
type Row = readonly SqlValue[]

/** Columns and key are those of the case, unless the contract had others then. */
interface PublishStep {
  readonly mode: PublishMode
  readonly rows: readonly Row[]
  readonly columns?: readonly Column[]
  readonly key?: readonly string[]
}

const ID = column('id', 'int64')
const NAME = column('name', 'string', true)
const GONE = column('gone', 'boolean', true)
const DAY = column('day', 'date')
const at = (day: number): PublishMode => ({ mode: 'snapshot', at: `2022-01-0${day}T00:00:00Z` })
const on = (day: number) => `2022-01-0${day}T00:00:00Z`
const HISTORY = ['id', 'name', 'valid_from', 'valid_to', 'is_current']
const march = (start: number, end: number): PublishMode => ({
  mode: 'replaceInterval',
  column: 'day',
  start: `2022-03-0${start}`,
  end: `2022-03-0${end}`,
})

const plain = { columns: [ID, NAME], key: ['id'], shown: ['id', 'name'] }
const marked = { columns: [ID, NAME, GONE], key: ['id'], shown: ['id', 'name'] }
const daily = { columns: [DAY, ID], key: ['day', 'id'], shown: ['day', 'id'] }
const history = { columns: [ID, NAME], key: ['id'], shown: HISTORY }

export const PUBLISH_CASES: readonly PublishCase[] = [
  {
    ...plain,
    name: 'replace: the table is exactly the staged rows',
    staged: [
      {
        mode: { mode: 'replace' },
        rows: [
          [1n, 'a'],
          [2n, 'b'],
        ],
      },
      { mode: { mode: 'replace' }, rows: [[3n, null]] },
    ],
    after: [[3n, null]],
  },
  {
    ...plain,
    name: 'replace: by nothing empties the table',
    staged: [
      { mode: { mode: 'replace' }, rows: [[1n, 'a']] },
      { mode: { mode: 'replace' }, rows: [] },
    ],
    after: [],
  },
  {
    ...plain,
    name: 'replace: takes the new shape of the contract',
    shown: ['id', 'name', 'day'],
    staged: [
      { mode: { mode: 'replace' }, rows: [[1n, 'a', true]], columns: [ID, NAME, GONE] },
      { mode: { mode: 'replace' }, rows: [['x', 5n, '2022-01-01']], columns: [column('name', 'string'), ID, DAY] },
    ],
    after: [[5n, 'x', '2022-01-01']],
  },
  {
    ...plain,
    name: 'replace: changes a type',
    staged: [
      { mode: { mode: 'replace' }, rows: [[1n, 'a']] },
      { mode: { mode: 'replace' }, rows: [[1n, 7n]], columns: [ID, column('name', 'int64', true)] },
    ],
    after: [[1n, 7n]],
  },
  {
    ...plain,
    name: 'append: adds the staged rows',
    staged: [
      { mode: { mode: 'append' }, rows: [[1n, 'a']] },
      {
        mode: { mode: 'append' },
        rows: [
          [1n, 'a'],
          [2n, null],
        ],
      },
    ],
    after: [
      [1n, 'a'],
      [1n, 'a'],
      [2n, null],
    ],
  },
  {
    ...plain,
    name: 'append: a new column is added and null for old rows',
    shown: ['id', 'name', 'gone'],
    staged: [
      { mode: { mode: 'append' }, rows: [[1n, 'a']] },
      { mode: { mode: 'append' }, rows: [[2n, 'b', true]], columns: [ID, NAME, GONE] },
    ],
    after: [
      [1n, 'a', null],
      [2n, 'b', true],
    ],
  },
  {
    ...plain,
    name: 'append: a column the contract lost stays, and is null for new rows',
    shown: ['id', 'name'],
    staged: [
      { mode: { mode: 'append' }, rows: [[1n, 'a']], columns: [ID, column('name', 'string')] },
      { mode: { mode: 'append' }, rows: [[2n]], columns: [ID] },
    ],
    after: [
      [1n, 'a'],
      [2n, null],
    ],
  },
  {
    ...daily,
    name: 'replaceInterval: exactly the rows of [start, end) go',
    staged: [
      {
        mode: { mode: 'append' },
        rows: [
          ['2022-03-01', 1n],
          ['2022-03-02', 2n],
          ['2022-03-03', 3n],
          ['2022-03-04', 4n],
        ],
      },
      {
        mode: march(2, 4),
        rows: [
          ['2022-03-02', 20n],
          ['2022-03-03', 30n],
          ['2022-03-03', 31n],
        ],
      },
    ],
    after: [
      ['2022-03-01', 1n],
      ['2022-03-02', 20n],
      ['2022-03-03', 30n],
      ['2022-03-03', 31n],
      ['2022-03-04', 4n],
    ],
  },
  {
    ...daily,
    name: 'replaceInterval: the same interval again changes nothing',
    staged: [
      {
        mode: march(1, 3),
        rows: [
          ['2022-03-01', 1n],
          ['2022-03-02', 2n],
        ],
      },
      {
        mode: march(1, 3),
        rows: [
          ['2022-03-01', 1n],
          ['2022-03-02', 2n],
        ],
      },
    ],
    after: [
      ['2022-03-01', 1n],
      ['2022-03-02', 2n],
    ],
  },
  {
    ...daily,
    name: 'replaceInterval: by nothing empties the interval',
    staged: [
      {
        mode: march(1, 4),
        rows: [
          ['2022-03-01', 1n],
          ['2022-03-03', 3n],
        ],
      },
      { mode: march(1, 2), rows: [] },
    ],
    after: [['2022-03-03', 3n]],
  },
  {
    ...daily,
    name: 'replaceInterval: of numbers, and of a column that the table has gained',
    shown: ['id', 'name'],
    columns: [ID, NAME],
    key: ['id'],
    staged: [
      { mode: { mode: 'append' }, rows: [['old']], columns: [NAME], key: [] },
      {
        mode: { mode: 'replaceInterval', column: 'id', start: '9', end: '11' },
        rows: [
          [9n, 'a'],
          [10n, 'b'],
        ],
        columns: [column('id', 'int64', true), NAME],
      },
      {
        mode: { mode: 'replaceInterval', column: 'id', start: '10', end: '12' },
        rows: [[11n, 'c']],
        columns: [column('id', 'int64', true), NAME],
      },
    ],
    after: [
      [null, 'old'],
      [9n, 'a'],
      [11n, 'c'],
    ],
  },
  {
    ...plain,
    name: 'merge: by a column that the table has gained, no row that was there is met',
    staged: [
      { mode: { mode: 'append' }, rows: [['a']], columns: [NAME], key: [] },
      { mode: { mode: 'merge' }, rows: [[1n, 'a']], columns: [column('id', 'int64', true), NAME] },
    ],
    after: [
      [1n, 'a'],
      [null, 'a'],
    ],
  },
  {
    ...plain,
    name: 'merge: matched rows are replaced, others added, the rest stays',
    staged: [
      {
        mode: { mode: 'merge' },
        rows: [
          [1n, 'a'],
          [2n, 'b'],
          [3n, 'c'],
        ],
      },
      {
        mode: { mode: 'merge' },
        rows: [
          [2n, 'B'],
          [3n, null],
          [4n, 'd'],
        ],
      },
    ],
    after: [
      [1n, 'a'],
      [2n, 'B'],
      [3n, null],
      [4n, 'd'],
    ],
  },
  {
    ...marked,
    name: 'merge: rows marked as deleted go, unknown ones too',
    staged: [
      {
        mode: { mode: 'merge', deletedColumn: 'gone' },
        rows: [
          [1n, 'a', false],
          [2n, 'b', null],
          [9n, 'never', true],
        ],
      },
      {
        mode: { mode: 'merge', deletedColumn: 'gone' },
        rows: [
          [1n, 'a', true],
          [3n, 'c', false],
          [8n, 'unknown', true],
        ],
      },
    ],
    after: [
      [2n, 'b'],
      [3n, 'c'],
    ],
  },
  {
    ...daily,
    name: 'merge: a key of several columns',
    columns: [DAY, ID, NAME],
    shown: ['day', 'id', 'name'],
    staged: [
      {
        mode: { mode: 'merge' },
        rows: [
          ['2022-03-01', 1n, 'a'],
          ['2022-03-01', 2n, 'b'],
        ],
      },
      {
        mode: { mode: 'merge' },
        rows: [
          ['2022-03-01', 2n, 'B'],
          ['2022-03-02', 1n, 'c'],
        ],
      },
    ],
    after: [
      ['2022-03-01', 1n, 'a'],
      ['2022-03-01', 2n, 'B'],
      ['2022-03-02', 1n, 'c'],
    ],
  },
  {
    ...history,
    name: 'snapshot: the first one opens every row',
    staged: [
      {
        mode: at(1),
        rows: [
          [1n, 'a'],
          [2n, null],
        ],
      },
    ],
    after: [
      [1n, 'a', on(1), null, true],
      [2n, null, on(1), null, true],
    ],
  },
  {
    ...history,
    name: 'snapshot: changed rows are closed and opened, vanished ones closed, others left alone',
    staged: [
      {
        mode: at(1),
        rows: [
          [1n, 'a'],
          [2n, 'b'],
          [3n, 'c'],
        ],
      },
      {
        mode: at(2),
        rows: [
          [1n, 'A'],
          [2n, 'b'],
          [4n, 'd'],
        ],
      },
    ],
    after: [
      [1n, 'A', on(2), null, true],
      [1n, 'a', on(1), on(2), false],
      [2n, 'b', on(1), null, true],
      [3n, 'c', on(1), on(2), false],
      [4n, 'd', on(2), null, true],
    ],
  },
  {
    ...history,
    name: 'snapshot: null is a value like any other',
    staged: [
      {
        mode: at(1),
        rows: [
          [1n, null],
          [2n, null],
          [3n, 'c'],
        ],
      },
      {
        mode: at(2),
        rows: [
          [1n, null],
          [2n, 'b'],
          [3n, null],
        ],
      },
    ],
    after: [
      [1n, null, on(1), null, true],
      [2n, 'b', on(2), null, true],
      [2n, null, on(1), on(2), false],
      [3n, 'c', on(1), on(2), false],
      [3n, null, on(2), null, true],
    ],
  },
  {
    ...history,
    name: 'snapshot: a row that comes back is opened again',
    staged: [
      { mode: at(1), rows: [[1n, 'a']] },
      { mode: at(2), rows: [] },
      { mode: at(3), rows: [[1n, 'a']] },
    ],
    after: [
      [1n, 'a', on(1), on(2), false],
      [1n, 'a', on(3), null, true],
    ],
  },
  {
    ...history,
    name: 'snapshot: a new column is null in the history, and closes the rows that have a value in it',
    shown: [...HISTORY, 'gone'],
    staged: [
      {
        mode: at(1),
        rows: [
          [1n, 'a'],
          [2n, 'b'],
        ],
      },
      {
        mode: at(2),
        rows: [
          [1n, 'a', null],
          [2n, 'b', true],
        ],
        columns: [ID, NAME, GONE],
      },
    ],
    after: [
      [1n, 'a', on(1), null, true, null],
      [2n, 'b', on(1), on(2), false, null],
      [2n, 'b', on(2), null, true, true],
    ],
  },
  {
    ...history,
    name: 'snapshot: the same instant again takes back what it wrote',
    staged: [
      {
        mode: at(1),
        rows: [
          [1n, 'a'],
          [2n, 'b'],
        ],
      },
      { mode: at(2), rows: [[1n, 'wrong']] },
      {
        mode: at(2),
        rows: [
          [1n, 'A'],
          [2n, 'b'],
        ],
      },
    ],
    after: [
      [1n, 'A', on(2), null, true],
      [1n, 'a', on(1), on(2), false],
      [2n, 'b', on(1), null, true],
    ],
  },
]
