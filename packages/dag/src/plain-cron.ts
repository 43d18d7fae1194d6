const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']

/**
 * The five fields of a cron for targets whose weekdays are 0 to 6 and whose ranges run forwards: Sunday as 7, and ranges that end with
 * Sunday, are written as a list of days. Everything else stays as it is.
 */
export function plainCron(cron: string): string {
  const fields = cron.split(' ')
  const days = fields.pop() ?? ''
  return [...fields, days.split(',').map(plainDays).join(',')].join(' ')
}

function plainDays(entry: string): string {
  const [, first = '', last, step = '1'] = /^(\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(entry) ?? []
  const from = weekday(first)
  const to = last === undefined ? from : weekday(last) || 7
  if (to !== 7) return entry
  const days = new Set<number>()
  for (let day = from; day <= to; day += Number(step)) days.add(day % 7)
  return [...days].join(',')
}

const weekday = (text: string): number => (/^\d$/.test(text) ? Number(text) : WEEKDAYS.indexOf(text.toUpperCase()))
