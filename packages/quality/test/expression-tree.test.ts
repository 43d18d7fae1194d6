import type { Int64 } from '@meshwright/contracts'
import { literal, matches, multiply, types } from '@meshwright/sql'
import { expressionBuilder } from 'kysely'
import { expect, test } from 'vitest'
import { expressionFromJson, QualityError, treeToJson } from '../src/index.ts'

const eb = expressionBuilder<{ t: { a: Int64; b: string; c: Uint8Array } }, 't'>()

test('a tree survives JSON with its 64-bit integers and bytes', () => {
  const tree = eb.and([
    eb(multiply(eb.ref('a'), eb.ref('a')), '<', 9007199254740993n),
    eb
      .case()
      .when('b', '=', "it's")
      .then(true)
      .else(matches(eb.ref('b'), '^x'))
      .end() as never,
    eb('c', '=', new Uint8Array([0, 255])),
    eb(literal('0.10', types.decimal(4, 2)), '>', literal('0', types.decimal(4, 2))),
  ])
  const node = tree.toOperationNode()
  const back = expressionFromJson(JSON.parse(JSON.stringify(treeToJson(node))))
  expect(back.toOperationNode()).toEqual(node)
})

test('what JSON cannot hold is refused with its place', () => {
  expect(() => treeToJson(eb('b', '=', new Date() as never).toOperationNode())).toThrow(/expression\.rightOperand\.value: holds a Date/)
  expect(() => treeToJson(eb('a', '=', NaN as never).toOperationNode())).toThrow(QualityError)
  expect(() => expressionFromJson({ no: 'node' })).toThrow(expect.objectContaining({ code: 'expression-invalid' }))
})
