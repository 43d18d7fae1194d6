import { createHash } from 'node:crypto'
import { concat, hash, length, literal, lower, matches, replace, substring, trim, types, upper } from '@meshwright/sql'
import { perRow, text, type FunctionCase } from '../function-case.ts'

const md5 = (value: string) => createHash('md5').update(value).digest('hex')

export const TEXT: readonly FunctionCase[] = [
  perRow('lower', 'beyond ASCII', [text('a')], lower(text('a')), [
    ['ABC', 'abc'],
    ['ÄÉÑŁ', 'äéñł'],
    ['ЖЩ', 'жщ'],
    ['中文', '中文'],
    ['', ''],
    [null, null],
  ]),
  perRow('upper', 'beyond ASCII', [text('a')], upper(text('a')), [
    ['abc', 'ABC'],
    ['äéñł', 'ÄÉÑŁ'],
    ['жщ', 'ЖЩ'],
    ['ß', 'ß'],
    ['', ''],
    [null, null],
  ]),
  perRow('trim', 'spaces only', [text('a')], trim(text('a')), [
    ['  a b  ', 'a b'],
    ['\ta\n', '\ta\n'],
    ['\u3000a', '\u3000a'],
    ['   ', ''],
    [null, null],
  ]),
  perRow('concat', 'null when any is null', [text('a'), text('b')], concat(text('a'), literal("'-'", types.string), text('b')), [
    ['x', 'y', "x'-'y"],
    ['', '', "'-'"],
    [null, 'y', null],
    ['x', null, null],
  ]),
  perRow('length', 'counts code points', [text('a')], length(text('a')), [
    ['', 0n],
    ['abc', 3n],
    ['中文', 2n],
    ['😀', 1n],
    ['e\u0301', 2n],
    ['👩‍👩‍👧', 5n],
    [null, null],
  ]),
  perRow('substring', 'counts code points', [text('a')], substring(text('a'), 2, 2), [
    ['abcd', 'bc'],
    ['ab', 'b'],
    ['a', ''],
    ['中文字', '文字'],
    ['😀é😀x', 'é😀'],
    ['', ''],
    [null, null],
  ]),
  perRow('substring', 'to the end', [text('a')], substring(text('a'), 2, Number.MAX_SAFE_INTEGER), [
    ['abc', 'bc'],
    ['', ''],
  ]),
  perRow('substring', 'of no characters', [text('a')], substring(text('a'), 1, 0), [
    ['abc', ''],
    [null, null],
  ]),
  perRow('replace', 'every occurrence, literally', [text('a')], replace(text('a'), '.', String.raw`\1$&'`), [
    ['a.b.c', String.raw`a\1$&'b\1$&'c`],
    ['abc', 'abc'],
    ['', ''],
    [null, null],
  ]),
  perRow('matches', 'anywhere, unless anchored', [text('a')], matches(text('a'), 'b+c'), [
    ['abbcd', true],
    ['acd', false],
    ['', false],
    [null, null],
  ]),
  perRow('matches', 'anchors are those of the text; a dot is no line end', [text('a')], matches(text('a'), '^a.c$'), [
    ['abc', true],
    ['a\nc', false],
    ['x\nabc\ny', false],
    ['a中c', true],
    ['a😀c', true],
    ['a\rc', true],
    ['a\u2028c', true],
  ]),
  perRow('matches', 'a negated class takes a line end', [text('a')], matches(text('a'), '^[^b]$'), [
    ['\n', true],
    ['b', false],
    ['c', true],
  ]),
  perRow('matches', 'classes are those of ASCII', [text('a')], matches(text('a'), String.raw`^\d\w[\d_]$`), [
    ['1a2', true],
    ['1_9', true],
    ['１a2', false],
    ['1é2', false],
  ]),
  perRow('matches', 'and so are POSIX classes', [text('a')], matches(text('a'), '^[[:alpha:]][[:upper:]_][^[:lower:]]$'), [
    ['aB1', true],
    ['a_é', true],
    ['éB1', false],
    ['aÉ1', false],
    ['aBc', false],
  ]),
  perRow('matches', 'a vertical tab is a space', [text('a')], matches(text('a'), String.raw`^\s[\s]\S$`), [
    ['\v\vx', true],
    ['\t\n\v', false],
    ['\u00a0 x', false],
  ]),
  perRow('matches', 'quotes and backslashes', [text('a')], matches(text('a'), String.raw`^it's \\ "\.$`), [
    [String.raw`it's \ ".`, true],
    ['its', false],
  ]),
  perRow('matches', 'POSIX classes, groups, counts', [text('a')], matches(text('a'), '^([[:alpha:]]{2,3}|[[:space:]])-?$'), [
    ['ab-', true],
    ['abcd', false],
    [' ', true],
    ['a', false],
  ]),
  perRow('hash', 'MD5 of UTF-8 in hex', [text('a')], hash(text('a')), [
    ['', md5('')],
    ['abc', md5('abc')],
    ['中文😀', md5('中文😀')],
    [null, null],
  ]),
]
