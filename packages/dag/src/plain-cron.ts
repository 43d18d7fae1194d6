const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']

/**
 * The five fields of a cron for targets whose weekdays are 0 to 6 and whose ranges run forwards: Sunday as 7, and ranges that end with
 * Sunday, are written as a list of days. Where both day of month and day of week are restricted, a step over all is written as one over a
 * range: of a field that begins with an asterisk many crons think that it restricts nothing, and ask for both. Everything else stays as it is.
 */
export function plainCron(cron: string): string {
  const [minute = '', hour = '', day = '', month = '', weekdays = ''] = cron.split(' ')
  const both = day !== '*' && weekdays !== '*'
  const ranged = (field: string, all: string) => (both ? field.replaceAll(/(?<=^|,)\*/g, all) : field)
  return [minute, hour, ranged(day, '1-31'), month, ranged(weekdays, '0-6').split(',').map(plainDays).join(',')].join(' ')
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
