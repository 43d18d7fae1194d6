import { ruleLabel, type AnyContract, type CheckSpec, type Column, type JsonValue, type Reference, type Rule } from '@meshwright/contracts'

/**
 * The checks that a contract promises by itself: its key is unique, columns that are not nullable hold values, rules hold, references
 * find their row. Names are stable as long as the contract is: `order_id_unique`, `email_not_null`, `city_id_references_cities`.
 */
export function contractChecks(contract: AnyContract): CheckSpec[] {
  const specs: CheckSpec[] = []
  if (contract.key.length > 0) specs.push(keyCheck(contract.key))
  for (const column of contract.columns) {
    if (!column.nullable) specs.push(notNullCheck(column))
    for (const rule of column.rules) specs.push(ruleCheck(column, rule))
  }
  for (const reference of contract.references) specs.push(referenceCheck(contract.name, reference))
  return withDistinctNames(specs)
}

const spec = (name: string, check: string, columns: readonly string[], description: string, params: JsonValue): CheckSpec => ({
  name,
  check,
  columns,
  severity: 'error',
  description,
  params,
  reads: NOTHING,
})

const NOTHING: readonly never[] = []

const keyCheck = (key: readonly string[]) => spec(`${key.join('_')}_unique`, 'unique', key, `${key.join(', ')} identifies a row`, {})

const notNullCheck = (column: Column) => spec(`${column.name}_not_null`, 'notNull', [column.name], `every row has ${column.name}`, {})

function ruleCheck({ name }: Column, rule: Rule): CheckSpec {
  const description = `${name}: ${ruleLabel(rule)}`
  switch (rule.rule) {
    case 'min':
    case 'max':
      return spec(`${name}_${rule.rule}`, rule.rule, [name], description, {
        value: rule.value,
        ...(rule.exclusive ? { exclusive: true } : {}),
      })
    case 'minLength':
      return spec(`${name}_min_length`, 'length', [name], description, { min: rule.value })
    case 'maxLength':
      return spec(`${name}_max_length`, 'length', [name], description, { max: rule.value })
    case 'pattern':
      return spec(`${name}_pattern`, 'pattern', [name], description, {
        pattern: rule.pattern,
        ...(rule.label === undefined ? {} : { label: rule.label }),
      })
    case 'enum':
      return spec(`${name}_accepted_values`, 'acceptedValues', [name], description, { values: rule.values })
  }
}

function referenceCheck(table: string, { column, to, toColumn, severity }: Reference): CheckSpec {
  return {
    ...spec(`${column}_references_${to}`, 'references', [column], `${column} is in ${to}.${toColumn}`, { to, toColumn }),
    severity,
    // A table that references itself is read as it is about to be published.
    reads: to === table ? [] : [to],
  }
}

/** Two rules of one kind on a column: the second is called `…_2`. */
function withDistinctNames(specs: CheckSpec[]): CheckSpec[] {
  if (new Set(specs.map((one) => one.name)).size === specs.length) return specs
  const seen = new Map<string, number>()
  return specs.map((one) => {
    const times = (seen.get(one.name) ?? 0) + 1
    seen.set(one.name, times)
    return times === 1 ? one : { ...one, name: `${one.name}_${times}` }
  })
}
