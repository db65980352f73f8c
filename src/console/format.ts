import { language } from './preferences.js';

const locale = () => (language.value === 'zh' ? 'zh-CN' : 'en-GB');

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
  return new Intl.DateTimeFormat(locale(), { timeZone: 'Asia/Shanghai', dateStyle: 'medium' }).format(new Date(time));
}

export function formatNumber(value: number): string {
  return new Intl.NumberFormat(locale()).format(value);
}

/** @param fen amount in fen, a hundredth of a yuan. Hundredths of a fen are shown */
export function formatYuan(fen: number): string {
  return new Intl.NumberFormat(locale(), {
    style: 'currency',
    currency: 'CNY',
    currencyDisplay: 'narrowSymbol',
    maximumFractionDigits: 4,
  }).format(fen / 100);
}
