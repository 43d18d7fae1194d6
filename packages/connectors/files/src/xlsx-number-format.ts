/** What numbers of a format mean: plain numbers, moments, or durations that may exceed a day (`[h]:mm`). */
export type NumberMeaning = 'number' | 'moment' | 'elapsed'

// ECMA-376 part 1, 18.8.30: the formats that are known by number alone; 27-36 and 50-58 are the dates of East Asian versions.
const isBuiltInMoment = (id: number) => (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || id === 45 || id === 47 || (id >= 50 && id <= 58)

export function meaningOf(id: number, code: string | undefined): NumberMeaning {
  if (code === undefined) return id === 46 ? 'elapsed' : isBuiltInMoment(id) ? 'moment' : 'number'
  // Quoted text, escaped and padding characters are literal; `;` begins the format of negative numbers.
  const bare = code.replaceAll(/"[^"]*"|\\.|[_*]./g, '').split(';')[0] ?? ''
  if (/\[(?:h+|m+|s+)\]/i.test(bare)) return 'elapsed'
  const letters = bare.replaceAll(/\[[^\]]*\]/g, '').replaceAll(/general/gi, '')
  return /[ymdhs]/i.test(letters) ? 'moment' : 'number'
}
