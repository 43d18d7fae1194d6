import type { SqlValue } from '@meshwright/sql'

/** Reads the text form of an array: `{1,NULL,"a \"b\""}`; arrays in arrays become arrays of arrays. Bounds (`[2:3]=`) are left out. */
export function parseArray(text: string, element: (text: string) => SqlValue): SqlValue[] {
  let at = text.indexOf('{')

  const list = (): SqlValue[] => {
    const items: SqlValue[] = []
    at++
    while (at < text.length) {
      const char = text[at]
      if (char === '}') {
        at++
        return items
      }
      if (char === ',') at++
      else if (char === '{') items.push(list())
      else if (char === '"') items.push(element(quoted()))
      else {
        const bare = unquoted()
        items.push(bare === 'NULL' ? null : element(bare))
      }
    }
    return items
  }

  const quoted = (): string => {
    let value = ''
    for (at++; text[at] !== '"' && at < text.length; at++) {
      if (text[at] === '\\') at++
      value += text[at]
    }
    at++
    return value
  }

  const unquoted = (): string => {
    const start = at
    while (at < text.length && text[at] !== ',' && text[at] !== '}') at++
    return text.slice(start, at)
  }

  return list()
}
