/** The candidate that a person most likely meant by `name` (edit distance with transpositions), or undefined when none is close. */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase()
  let best: string | undefined
  let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 1
  for (const candidate of candidates) {
    const found = candidate.toLowerCase()
    if (Math.abs(found.length - wanted.length) >= bestDistance) continue
    const distance = editDistance(wanted, found, bestDistance)
    if (distance < bestDistance && distance < name.length) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

/** `; did you mean "x"?`, or nothing; and what else there is to say, which begins in lower case: `; did you mean "x"? There are …`, `; there are …`. */
export const didYouMean = (name: string, candidates: Iterable<string>, advice = ''): string =>
  perhapsMeant(nearestName(name, candidates), advice)

/** The same of a name that was found otherwise. */
export function perhapsMeant(nearest: string | undefined, advice = ''): string {
  if (nearest === undefined) return advice === '' ? '' : `; ${advice}`
  const sentence = advice === '' ? '' : ` ${advice.charAt(0).toUpperCase()}${advice.slice(1)}`
  return `; did you mean "${nearest}"?${sentence}`
}

/**
 * Optimal string alignment distance: insert, delete, replace, and swap of neighbours. Once it cannot be below `limit` that is returned:
 * of ten thousand names most are far from the one that is looked for.
 */
function editDistance(a: string, b: string, limit: number): number {
  let [before, last, row] = [0, 1, 2].map(() => new Uint16Array(b.length + 1)) as [Uint16Array, Uint16Array, Uint16Array]
  for (let j = 0; j <= b.length; j++) last[j] = j
  let least = 0
  for (let i = 1; i <= a.length; i++) {
    const own = a.charCodeAt(i - 1)
    const leastOfLast = least
    row[0] = least = i
    for (let j = 1; j <= b.length; j++) {
      const other = b.charCodeAt(j - 1)
      let value = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (own === other ? 0 : 1))
      if (i > 1 && j > 1 && own === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === other) value = Math.min(value, before[j - 2]! + 1)
      row[j] = value
      if (value < least) least = value
    }
    // A swap looks two rows back.
    if (Math.min(least, leastOfLast + 1) >= limit) return limit
    ;[before, last, row] = [last, row, before]
  }
  return last[b.length]!
}
