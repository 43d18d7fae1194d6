/** The candidate that a person most likely meant by `name` (edit distance with transpositions), or undefined when none is close. */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined
  let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 1
  for (const candidate of candidates) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase())
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

/** Optimal string alignment distance: insert, delete, replace, and swap of neighbours. */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  const at = (i: number, j: number) => rows[i]?.[j] ?? 0
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    rows.push(row)
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let value = Math.min(at(i - 1, j) + 1, (row[j - 1] ?? 0) + 1, at(i - 1, j - 1) + cost)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) value = Math.min(value, at(i - 2, j - 2) + 1)
      row.push(value)
    }
  }
  return at(a.length, b.length)
}
