import { words } from '../../lib/words.svelte';

/** "12 km" */
export function kilometres(km: number): string {
  return number(km, { style: 'unit', unit: 'kilometer', maximumFractionDigits: km < 10 ? 1 : 0 });
}

/** "€50" in a currency, else the number alone. */
export function money(amount: number, currency: string | undefined): string {
  return number(amount, currency ? { style: 'currency', currency, maximumFractionDigits: 0 } : {});
}

function number(value: number, shape: Intl.NumberFormatOptions): string {
  return new Intl.NumberFormat(words.language === 'en' ? 'en-GB' : words.language, shape).format(value);
}
