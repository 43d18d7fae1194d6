import type { DateDay, Int64, LocalTimestamp, Timestamp } from '@meshwright/contracts'
import { call, option, type NotText, type NullOf, type NullOfAny, type Result, type Value } from './call.ts'

// Dates and times. A function of null is null. A timestamp is read in UTC; a localTimestamp and a date as they are written.

/** What has a day. */
export type Temporal = DateDay | LocalTimestamp | Timestamp

export type TimeValue<T> = NotText<T, 'a date or time'>

/** The year, 1 to 9999. int64. */
export const year = <T extends Temporal | null>(value: TimeValue<T>): Result<Int64 | NullOf<T>> => call('year', [value])

/** The quarter of the year, 1 to 4. int64. */
export const quarter = <T extends Temporal | null>(value: TimeValue<T>): Result<Int64 | NullOf<T>> => call('quarter', [value])

/** The month of the year, 1 to 12. int64. */
export const month = <T extends Temporal | null>(value: TimeValue<T>): Result<Int64 | NullOf<T>> => call('month', [value])

/** The day of the month, 1 to 31. int64. */
export const day = <T extends Temporal | null>(value: TimeValue<T>): Result<Int64 | NullOf<T>> => call('day', [value])

/** The day of the week as ISO 8601 counts: Monday 1 to Sunday 7. int64. */
export const dayOfWeek = <T extends Temporal | null>(value: TimeValue<T>): Result<Int64 | NullOf<T>> => call('dayOfWeek', [value])

export type DateUnit = 'year' | 'quarter' | 'month' | 'week' | 'day'

/** The first day of the unit that the value lies in; weeks begin on Monday. date. */
export const truncateDate = <T extends Temporal | null>(unit: DateUnit, value: TimeValue<T>): Result<DateDay | NullOf<T>> =>
  call('truncateDate', [option(unit), value])

export type TimeUnit = 'hour' | 'minute' | 'second'

/** The value with everything below the unit set to zero. The type of the argument. */
export const truncateTime = <T extends LocalTimestamp | Timestamp | null>(unit: TimeUnit, value: TimeValue<T>): Result<T> =>
  call('truncateTime', [option(unit), value])

/** The calendar day of the value. date. */
export const toDate = <T extends Temporal | null>(value: TimeValue<T>): Result<DateDay | NullOf<T>> => call('toDate', [value])

/** The date so many days later (earlier when negative). date. */
export const addDays = <T extends DateDay | null, N extends Int64 | null>(
  value: TimeValue<T>,
  days: Value<N>,
): Result<DateDay | NullOfAny<[T, N]>> => call('addDays', [value, days])

/** The date so many months later; a day that the month does not have becomes its last: 31 January + 1 is 28 or 29 February. date. */
export const addMonths = <T extends DateDay | null, N extends Int64 | null>(
  value: TimeValue<T>,
  months: Value<N>,
): Result<DateDay | NullOfAny<[T, N]>> => call('addMonths', [value, months])

/** How many days `to` lies after `from`; negative when before. int64. */
export const daysBetween = <A extends DateDay | null, B extends DateDay | null>(
  from: TimeValue<A>,
  to: TimeValue<B>,
): Result<Int64 | NullOfAny<[A, B]>> => call('daysBetween', [from, to])
