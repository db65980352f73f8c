import { language } from './preferences.js';

const locale = () => (language.value === 'zh' ? 'zh-CN' : 'en-GB');

/** Returns a formatter in the language of the reader. Creating one takes as long as some hundred uses, and tables have thousands of cells. */
function inLocale<Formatter>(create: (locale: string) => Formatter): () => Formatter {
  const created = new Map<string, Formatter>();
  return () => {
    const formatter = created.get(locale()) ?? create(locale());
    created.set(locale(), formatter);
    return formatter;
  };
}

const days = inLocale((name) => new Intl.DateTimeFormat(name, { timeZone: 'Asia/Shanghai', dateStyle: 'medium' }));
const numbers = inLocale((name) => new Intl.NumberFormat(name));
const amounts = inLocale(
  (name) =>
    new Intl.NumberFormat(name, {
      style: 'currency',
      currency: 'CNY',
      currencyDisplay: 'narrowSymbol',
      maximumFractionDigits: 4,
    }),
);

/** Returns a time in China, to the minute. */
export function formatTime(time: string): string {
  return new Intl.DateTimeFormat(locale(), {
    timeZone: 'Asia/Shanghai',
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(new Date(time));
}

/** Returns a time of day in China, to the second. */
export function formatClock(time: string): string {
  return new Intl.DateTimeFormat(locale(), { timeZone: 'Asia/Shanghai', timeStyle: 'medium' }).format(new Date(time));
}

/** Returns the day of a time in China. */
export function formatDay(time: string): string {
  return days().format(new Date(time));
}

export function formatNumber(value: number): string {
  return numbers().format(value);
}

/** @param fen amount in fen, a hundredth of a yuan. Hundredths of a fen are shown */
export function formatYuan(fen: number): string {
  return amounts().format(fen / 100);
}
