export interface DueTimesRow {
  readonly cron: string
  readonly timeZone: string
  readonly why: string
  /** In UTC, one after the other. */
  readonly due: readonly string[]
}

/** What a schedule means. Airflow's CronDataIntervalTimetable has the same intervals, on both versions. */
export const DUE_TIMES: readonly DueTimesRow[] = [
  {
    cron: '0 6 * * *',
    timeZone: 'Asia/Jakarta',
    why: 'a zone that never sets its clocks',
    due: ['2026-10-30T23:00Z', '2026-10-31T23:00Z', '2026-11-01T23:00Z', '2026-11-02T23:00Z'],
  },
  {
    cron: '30 2 * * *',
    timeZone: 'Europe/Berlin',
    why: 'a skipped time is due as much later as the clock was set',
    due: ['2026-03-28T01:30Z', '2026-03-29T01:30Z', '2026-03-30T00:30Z', '2026-03-31T00:30Z'],
  },
  {
    cron: '0 2 * * *',
    timeZone: 'Europe/Berlin',
    why: 'at the skipped hour itself',
    due: ['2026-03-28T01:00Z', '2026-03-29T01:00Z', '2026-03-30T00:00Z', '2026-03-31T00:00Z'],
  },
  {
    cron: '0,30 2 * * *',
    timeZone: 'Europe/Berlin',
    why: 'of several that are skipped the first',
    due: ['2026-03-28T01:00Z', '2026-03-28T01:30Z', '2026-03-29T01:00Z', '2026-03-30T00:00Z', '2026-03-30T00:30Z', '2026-03-31T00:00Z'],
  },
  {
    cron: '30 2 * * *',
    timeZone: 'Europe/Berlin',
    why: 'a time that is shown twice is due the second time',
    due: ['2026-10-24T00:30Z', '2026-10-25T01:30Z', '2026-10-26T01:30Z', '2026-10-27T01:30Z'],
  },
  {
    cron: '*/15 * * * *',
    timeZone: 'Europe/Berlin',
    why: 'each real quarter of an hour, also of the doubled hour',
    due: [
      '2026-10-25T00:30Z',
      '2026-10-25T00:45Z',
      '2026-10-25T01:00Z',
      '2026-10-25T01:15Z',
      '2026-10-25T01:30Z',
      '2026-10-25T01:45Z',
      '2026-10-25T02:00Z',
      '2026-10-25T02:15Z',
      '2026-10-25T02:30Z',
    ],
  },
  {
    cron: '*/15 * * * *',
    timeZone: 'Europe/Berlin',
    why: 'each real quarter of an hour, none is skipped',
    due: [
      '2026-03-29T00:30Z',
      '2026-03-29T00:45Z',
      '2026-03-29T01:00Z',
      '2026-03-29T01:15Z',
      '2026-03-29T01:30Z',
      '2026-03-29T01:45Z',
      '2026-03-29T02:00Z',
    ],
  },
  {
    cron: '0 * * * *',
    timeZone: 'Europe/Berlin',
    why: 'each real hour in spring',
    due: ['2026-03-28T23:00Z', '2026-03-29T00:00Z', '2026-03-29T01:00Z', '2026-03-29T02:00Z', '2026-03-29T03:00Z'],
  },
  {
    cron: '0 0-23 * * *',
    timeZone: 'Europe/Berlin',
    why: 'all hours by another name',
    due: ['2026-10-24T23:00Z', '2026-10-25T00:00Z', '2026-10-25T01:00Z', '2026-10-25T02:00Z', '2026-10-25T03:00Z'],
  },
  {
    cron: '*/30 1-3 * * *',
    timeZone: 'Europe/Berlin',
    why: 'some hours: the doubled one counts the second time',
    due: [
      '2026-10-24T23:30Z',
      '2026-10-25T01:00Z',
      '2026-10-25T01:30Z',
      '2026-10-25T02:00Z',
      '2026-10-25T02:30Z',
      '2026-10-26T00:00Z',
      '2026-10-26T00:30Z',
    ],
  },
  {
    cron: '30 1-4 * * *',
    timeZone: 'Europe/Berlin',
    why: 'a moved time that falls on another is one',
    due: ['2026-03-29T00:30Z', '2026-03-29T01:30Z', '2026-03-29T02:30Z', '2026-03-29T23:30Z', '2026-03-30T00:30Z'],
  },
  {
    cron: '0 */2 * * *',
    timeZone: 'Europe/Berlin',
    why: 'every two hours in spring',
    due: ['2026-03-29T01:00Z', '2026-03-29T02:00Z', '2026-03-29T04:00Z', '2026-03-29T06:00Z'],
  },
  {
    cron: '0 */2 * * *',
    timeZone: 'Europe/Berlin',
    why: 'every two hours in autumn',
    due: ['2026-10-24T22:00Z', '2026-10-25T01:00Z', '2026-10-25T03:00Z', '2026-10-25T05:00Z', '2026-10-25T07:00Z'],
  },
  {
    cron: '0 9 * * MON-FRI',
    timeZone: 'America/New_York',
    why: '09:00 on the clock, summer time or not',
    due: ['2026-03-05T14:00Z', '2026-03-06T14:00Z', '2026-03-09T13:00Z', '2026-03-10T13:00Z', '2026-03-11T13:00Z'],
  },
  {
    cron: '30 2 * * *',
    timeZone: 'America/New_York',
    why: 'skipped on 8 March',
    due: ['2026-03-07T07:30Z', '2026-03-08T07:30Z', '2026-03-09T06:30Z', '2026-03-10T06:30Z'],
  },
  {
    cron: '30 1 * * *',
    timeZone: 'America/New_York',
    why: 'twice on 1 November',
    due: ['2026-10-30T05:30Z', '2026-10-31T05:30Z', '2026-11-01T06:30Z', '2026-11-02T06:30Z', '2026-11-03T06:30Z'],
  },
  {
    cron: '15 2 * * *',
    timeZone: 'Australia/Lord_Howe',
    why: 'a gap of half an hour',
    due: ['2026-10-02T15:45Z', '2026-10-03T15:45Z', '2026-10-04T15:15Z', '2026-10-05T15:15Z'],
  },
  {
    cron: '45 1 * * *',
    timeZone: 'Australia/Lord_Howe',
    why: 'half an hour that is shown twice',
    due: ['2026-04-03T14:45Z', '2026-04-04T15:15Z', '2026-04-05T15:15Z', '2026-04-06T15:15Z'],
  },
  {
    cron: '0 0 * * *',
    timeZone: 'America/Sao_Paulo',
    why: 'a day without midnight',
    due: ['2018-11-02T03:00Z', '2018-11-03T03:00Z', '2018-11-04T03:00Z', '2018-11-05T02:00Z', '2018-11-06T02:00Z'],
  },
  {
    cron: '30 23 * * *',
    timeZone: 'America/Sao_Paulo',
    why: 'an evening that is shown twice',
    due: ['2018-02-16T01:30Z', '2018-02-17T01:30Z', '2018-02-18T02:30Z', '2018-02-19T02:30Z', '2018-02-20T02:30Z'],
  },
  {
    cron: '0 0 * * *',
    timeZone: 'Africa/Cairo',
    why: 'a day without midnight',
    due: ['2024-04-24T22:00Z', '2024-04-25T22:00Z', '2024-04-26T21:00Z', '2024-04-27T21:00Z', '2024-04-28T21:00Z'],
  },
  {
    cron: '0 0 * * *',
    timeZone: 'Africa/Cairo',
    why: 'back to 23:00 at midnight',
    due: ['2024-10-30T21:00Z', '2024-10-31T22:00Z', '2024-11-01T22:00Z', '2024-11-02T22:00Z', '2024-11-03T22:00Z'],
  },
  {
    cron: '0 0 * * *',
    timeZone: 'Asia/Beirut',
    why: 'a day without midnight',
    due: ['2026-03-26T22:00Z', '2026-03-27T22:00Z', '2026-03-28T22:00Z', '2026-03-29T21:00Z', '2026-03-30T21:00Z'],
  },
  {
    cron: '0 6 * * *',
    timeZone: 'Pacific/Apia',
    why: 'a day that was left out',
    due: ['2011-12-28T16:00Z', '2011-12-29T16:00Z', '2011-12-30T16:00Z', '2011-12-31T16:00Z', '2012-01-01T16:00Z'],
  },
  {
    cron: '0 * * * *',
    timeZone: 'Africa/Casablanca',
    why: 'clocks that are set for a month',
    due: ['2026-02-14T23:00Z', '2026-02-15T00:00Z', '2026-02-15T01:00Z', '2026-02-15T02:00Z', '2026-02-15T03:00Z', '2026-02-15T04:00Z'],
  },
  {
    cron: '0 0 1,15 * 1',
    timeZone: 'UTC',
    why: 'the day of the month or the day of the week',
    due: ['2026-01-01T00:00Z', '2026-01-05T00:00Z', '2026-01-12T00:00Z', '2026-01-15T00:00Z', '2026-01-19T00:00Z', '2026-01-26T00:00Z'],
  },
  {
    cron: '0 0 */2 * 1',
    timeZone: 'UTC',
    why: 'a step is not *: either of the days',
    due: [
      '2026-01-01T00:00Z',
      '2026-01-03T00:00Z',
      '2026-01-05T00:00Z',
      '2026-01-07T00:00Z',
      '2026-01-09T00:00Z',
      '2026-01-11T00:00Z',
      '2026-01-12T00:00Z',
      '2026-01-13T00:00Z',
    ],
  },
  {
    cron: '0 0 * * 5-7',
    timeZone: 'UTC',
    why: '7 is Sunday',
    due: ['2026-01-02T00:00Z', '2026-01-03T00:00Z', '2026-01-04T00:00Z', '2026-01-09T00:00Z', '2026-01-10T00:00Z', '2026-01-11T00:00Z'],
  },
  {
    cron: '0 0 29 2 *',
    timeZone: 'UTC',
    why: 'leap years',
    due: ['2028-02-29T00:00Z', '2032-02-29T00:00Z', '2036-02-29T00:00Z', '2040-02-29T00:00Z'],
  },
  {
    cron: '0 0 31 * *',
    timeZone: 'UTC',
    why: 'months that have such a day',
    due: ['2026-01-31T00:00Z', '2026-03-31T00:00Z', '2026-05-31T00:00Z', '2026-07-31T00:00Z', '2026-08-31T00:00Z'],
  },
]
