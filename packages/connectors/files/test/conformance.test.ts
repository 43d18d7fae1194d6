import { connectorSuite, type BrokenConnectorUnderTest, type ConnectorFixture, type ConnectorUnderTest } from '@meshwright/testkit'
import type { AnyContract } from '@meshwright/contracts'
import { csv, json, ndjson, parquet, xlsx, type FileTable } from '../src/index.ts'
import { streamOf, testFolder } from './reading.ts'
import { writeXlsx } from './write-xlsx.ts'
import { csvText, jsonColumns, jsonRecords, writeParquet, xlsxBytes } from './write-formats.ts'

const folder = testFolder()

/** Writes a fixture into a folder of its own. */
async function written(file: FileTable, content: string | Uint8Array, place?: ConnectorUnderTest['place']): Promise<ConnectorUnderTest> {
  const home = await folder({ [file.file]: content })
  return { stream: streamOf(home, file), path: home, ...(place === undefined ? {} : { place }) }
}

async function broken(
  file: FileTable,
  content: string | Uint8Array,
  facts: Omit<BrokenConnectorUnderTest, 'stream'>,
): Promise<BrokenConnectorUnderTest> {
  return { stream: streamOf(await folder({ [file.file]: content }), file), ...facts }
}

// A limit of contracts, the same in every text format: empty text is null for all but strings.
const EMPTY_BYTES = 'base64 of no bytes is empty text, which parseCell reads as null'
const textGaps = { 'bytes: read exactly': EMPTY_BYTES, 'array of bytes: read exactly': EMPTY_BYTES }

const plain = (fixture: ConnectorFixture) => fixture.contract

for (const [name, end] of [
  ['LF', '\n'],
  ['CRLF', '\r\n'],
] as const) {
  connectorSuite({
    name: `csv, lines ended by ${name}`,
    make: (fixture) => written(csv(plain(fixture)), csvText(fixture, end), (row) => ({ line: row + 2 })),
    makeBroken: (contract: AnyContract) =>
      broken(csv(contract), ['id,value', '1,x', '2', '3,"a', 'b"', '4,x,y', '"5"5,z', '6,"open', '7,x'].join(end), {
        records: 6,
        broken: [
          { record: 2, line: 3, reason: /has 1 cell, the header has 2/ },
          { record: 4, line: 6, reason: /has 3 cells/ },
          { record: 5, line: 7, reason: /after its closing quote/ },
          { record: 6, line: 8, reason: /never closed/ },
        ],
      }),
    gaps: textGaps,
  })
}

connectorSuite({
  name: 'ndjson',
  make: (fixture) => written(ndjson(plain(fixture)), `${jsonRecords(fixture).join('\n')}\n`, (row) => ({ line: row + 1 })),
  makeBroken: (contract) =>
    broken(ndjson(contract), '{"id":1}\n\n{"id":2\n[3]\n{"id":4}', {
      records: 4,
      broken: [
        { record: 2, line: 3, reason: /is not JSON/ },
        { record: 3, line: 4, reason: /is an array/ },
      ],
    }),
  gaps: textGaps,
})

connectorSuite({
  name: 'json, an array of records',
  make: (fixture) => written(json(plain(fixture)), `[${jsonRecords(fixture).join(',\n')}]`),
  makeBroken: (contract) =>
    broken(json(contract), '[{"id":1}, 2, {"id":3}]', { records: 3, broken: [{ record: 2, reason: /is a number/ }] }),
  gaps: textGaps,
})

connectorSuite({
  name: 'json, columns',
  make: (fixture) => written(json(plain(fixture)), jsonColumns(fixture)),
  gaps: textGaps,
})

connectorSuite({
  name: 'xlsx',
  make: (fixture) =>
    written(xlsx(plain(fixture)), xlsxBytes(fixture), (row) => ({ cell: { column: 'value', name: `Sheet1!B${row + 2}` } })),
  makeBroken: (contract) => {
    const rows = [
      ['id', 'value'],
      [{ value: '1' }, 'x'],
      [{ value: '2' }, { type: 'e', value: '#N/A' }],
      [{ formula: '1+2' }, 'y'],
      [{ value: '4' }, 'z', 'a note'],
    ] as const
    return broken(xlsx(contract), writeXlsx([{ name: 'Sheet1', rows }]), {
      records: 4,
      broken: [
        { record: 2, reason: /Sheet1!B3 holds the error #N\/A/ },
        { record: 3, reason: /Sheet1!A4 cannot be read: its formula/ },
        { record: 4, reason: /Sheet1!C5 holds a value, but its column has no name/ },
      ],
    })
  },
  gaps: textGaps,
})

for (const options of [', compression snappy', ', compression zstd, row_group_size 2048, parquet_version v2']) {
  connectorSuite({
    name: `parquet${options}`,
    make: async (fixture) => {
      const file = parquet(plain(fixture))
      const home = await folder()
      await writeParquet(`${home}/${file.file}`, fixture, options)
      return { stream: streamOf(home, file), path: home }
    },
  })
}
