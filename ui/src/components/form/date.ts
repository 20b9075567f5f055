/** Dates of birth as people give them: three numbers, on a calendar that no time zone moves. */

import { dateFormat } from '$/lib/i18n/formats';

export interface DateParts {
  day: string;
  month: string;
  year: string;
}

export type DatePart = keyof DateParts;

/** "1990-03-05", or as much of it as there is: "1990--5". */
export function partsOf(value: string): DateParts {
  const [year = '', month = '', day = ''] = value.split('-');
  return { day, month, year };
}

/** `yyyy-MM-dd` for a day there is; otherwise the three as they were typed, empty for nothing at all. */
export function joined({ day, month, year }: DateParts): string {
  if (day === '' && month === '' && year === '') return '';
  const whole = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isDay(whole) ? whole : `${year}-${month}-${day}`;
}

/** Whether this is a whole date, and of a day the calendar has. */
export function isDay(value: string): boolean {
  const [, year, month, day] = (/^(\d{4})-(\d{2})-(\d{2})$/.exec(value) ?? []).map(Number);
  if (!year || !month || !day) return false;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  return days !== undefined && day <= days;
}

/** The order in which a language asks for them. */
export function orderOf(tag: string): DatePart[] {
  const parts = dateFormat(tag, {
    day: 'numeric',
    month: 'numeric',
    year: 'numeric',
  }).formatToParts(0);
  const order = parts.flatMap(({ type }) =>
    type === 'day' || type === 'month' || type === 'year' ? [type] : [],
  );
  return order.length === 3 ? order : ['day', 'month', 'year'];
}
