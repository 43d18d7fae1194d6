import { FilesError } from './files-error.ts'
import type { FoundFile } from './found-file.ts'

/** The encoding in its usual name, or undefined when there is none of that name. `latin-1` is the ISO one, without the characters that Windows added. */
export function encodingNamed(name: string): string | undefined {
  const wanted = name.toLowerCase()
  // On the web, latin1 means windows-1252; here it does not, as a euro sign would be a guess.
  if (['latin-1', 'latin1', 'iso-8859-1'].includes(wanted)) return LATIN_1
  if (wanted === 'utf-16') return 'utf-16le'
  try {
    return new TextDecoder(wanted).encoding
  } catch {
    return undefined
  }
}

export const LATIN_1 = 'latin-1'

const MARKS = [
  ['utf-8', Buffer.from([0xef, 0xbb, 0xbf])],
  ['utf-16le', Buffer.from([0xff, 0xfe])],
  ['utf-16be', Buffer.from([0xfe, 0xff])],
] as const

/** The byte order mark that a file begins with. */
export function byteOrderMark(head: Buffer): { readonly encoding: string; readonly length: number } | undefined {
  const found = MARKS.find(([, mark]) => head.subarray(0, mark.length).equals(mark))
  return found === undefined ? undefined : { encoding: found[0], length: found[1].length }
}

/** The encoding of a file: what its byte order mark says, else what is declared, else UTF-8. Throws when both say something else. */
export function encodingOf(file: FoundFile, head: Buffer, declared: string | undefined): string {
  const mark = byteOrderMark(head)
  if (mark === undefined) return declared ?? 'utf-8'
  if (declared !== undefined && declared !== mark.encoding)
    throw new FilesError(
      'encoding-invalid',
      `${file.label}: is declared as ${declared}, but its byte order mark says ${mark.encoding}: leave the encoding out, as the file names its own`,
    )
  return mark.encoding
}

/** Of a format that is UTF-8 alone. Throws `encoding-invalid` for a file whose byte order mark says something else. */
export function requireUtf8(file: FoundFile, head: Buffer): void {
  const encoding = byteOrderMark(head)?.encoding ?? 'utf-8'
  if (encoding !== 'utf-8')
    throw new FilesError('encoding-invalid', `${file.label}: is ${encoding}, as its byte order mark says; save it as UTF-8`)
}

/** Decodes a stream of bytes; what they do not mean comes as U+FFFD. */
export function decoderOf(encoding: string): { decode(bytes: Buffer): string; end(): string } {
  if (encoding === LATIN_1) return { decode: (bytes) => bytes.toString('latin1').replaceAll(/[\u0080-\u009f]/g, '\ufffd'), end: () => '' }
  const decoder = new TextDecoder(encoding, { ignoreBOM: true })
  return { decode: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() }
}
