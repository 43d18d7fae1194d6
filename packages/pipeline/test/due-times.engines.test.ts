import { airflow2, airflow3, airflowHome } from '@meshwright-tools/engines'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cron, nextDue } from '../src/index.ts'
import { DUE_TIMES } from './due-times-table.ts'

const LORD_HOWE = { cron: '0 * * * *', timeZone: 'Australia/Lord_Howe', first: '2026-04-04T13:00Z', count: 6 }

/** A year of days around each change, by our own reading. */
const DAILY = [
  ['Europe/Berlin', '2026-01-01T00:00Z'],
  ['America/New_York', '2026-01-01T00:00Z'],
  ['Australia/Lord_Howe', '2026-01-01T00:00Z'],
  ['America/Sao_Paulo', '2018-01-01T00:00Z'],
  ['Africa/Cairo', '2025-01-01T00:00Z'],
  ['Asia/Beirut', '2025-01-01T00:00Z'],
  ['Asia/Jakarta', '2026-01-01T00:00Z'],
].flatMap(([timeZone = '', first = '']) =>
  ['0 0 * * *', '15 2 * * *', '30 1 * * *', '45 23 * * *'].map((expression) => {
    const schedule = cron(expression, timeZone)
    const due = [nextDue(schedule, new Date(first))]
    while (due.length < 370) due.push(nextDue(schedule, due.at(-1) as Date))
    return { cron: expression, timeZone, due: due.map((date) => date.toISOString().replace(':00.000Z', 'Z')) }
  }),
)

test.for([airflow2, airflow3])('$name has the same intervals', { timeout: 300_000 }, async (engine) => {
  await using airflow = await airflowHome(engine)
  const rows = [...DUE_TIMES, ...DAILY]
  const asked = [
    // A first time that is asked for to the second, right before one that the clock skips, Airflow passes over.
    ...rows.map(({ cron: text, timeZone, due }) => [text, timeZone, new Date(Date.parse(due[0] ?? '') - 60_000), due.length]),
    [LORD_HOWE.cron, LORD_HOWE.timeZone, LORD_HOWE.first, LORD_HOWE.count],
  ]
  await writeFile(join(airflow.home, 'asked.json'), JSON.stringify(asked))
  const { code, stdout, stderr } = await airflow.script(join(import.meta.dirname, 'airflow-intervals.py'), [
    join(airflow.home, 'asked.json'),
  ])
  expect(code, stderr).toBe(0)
  const answers = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as (readonly string[] | string)[]
  for (const [index, { cron: text, timeZone, due }] of rows.entries()) expect(answers[index], `${text} ${timeZone}`).toEqual(due)

  // The declared difference: where the clock is set by half an hour, Airflow does not get past the change.
  const stuck = answers.at(-1) ?? ''
  if (typeof stuck === 'string') expect(stuck).toContain('did not advance past 2026-04-04 15:00:00+00:00')
  else expect(stuck.slice(3)).toEqual(['2026-04-04T15:30Z', '2026-04-04T15:00Z', '2026-04-04T15:30Z'])
  const schedule = cron(LORD_HOWE.cron, LORD_HOWE.timeZone)
  expect(nextDue(schedule, new Date('2026-04-04T14:00Z')).toISOString()).toBe('2026-04-04T15:30:00.000Z')
})
