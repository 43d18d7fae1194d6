import { createWriteStream } from 'node:fs'
import { mkdir, rename, stat } from 'node:fs/promises'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// Part of the name, so that a change of the data makes a new file.
const VERSION = 1
/** One row of so many does not fit: a price of three digits after the point, a word for a number, a cell that is missing. */
export const DIRTY_EVERY = 1000

/** The folder of a CSV file of so many orders, `orders.csv`; made once, then kept in the system's temporary folder. */
export async function ordersCsv(rows: number): Promise<string> {
  const folder = join(tmpdir(), 'meshwright-bench', `orders-v${VERSION}-${rows}`)
  const path = join(folder, 'orders.csv')
  const made = await stat(path).then(
    () => true,
    () => false,
  )
  if (made) return folder
  await mkdir(folder, { recursive: true })
  const partial = `${path}.${process.pid}`
  const file = createWriteStream(partial)
  let text = 'order_id,ordered_at,customer_id,email,amount,quantity,status,note\n'
  for (let id = 1; id <= rows; id++) {
    text += orderLine(id)
    if (text.length < 1 << 20) continue
    if (!file.write(text)) await once(file, 'drain')
    text = ''
  }
  file.end(text)
  await once(file, 'finish')
  await rename(partial, path)
  return folder
}

const STATUS = ['placed', 'paid', 'shipped', 'returned']
const START = Date.UTC(2022, 0, 1)

function orderLine(id: number): string {
  const at = new Date(START + id * 31_000).toISOString()
  const dirty = id % DIRTY_EVERY === DIRTY_EVERY / 2 ? Math.floor(id / DIRTY_EVERY) % 3 : undefined
  const amount = dirty === 0 ? '12.345' : (((id * 37) % 100_000) / 100).toFixed(2)
  const quantity = dirty === 1 ? 'two' : (id % 9) + 1
  const line = `${id},${at.slice(0, 10)} ${at.slice(11, 19)},${(id * 7919) % 50_000},user${(id * 31) % 99_991}@example.com,${amount},${quantity},${STATUS[id % 4]}`
  return dirty === 2 ? `${line}\n` : `${line},"order ${id}, placed by phone number ${(id * 13) % 1000}"\n`
}
