import { t } from '../../lib/words.svelte';

// The first that fits counts: most browsers also call themselves by older names.
const browsers = [
  ['Edg', 'Edge'],
  ['OPR', 'Opera'],
  ['SamsungBrowser', 'Samsung Internet'],
  ['Firefox', 'Firefox'],
  ['FxiOS', 'Firefox'],
  ['Chrome', 'Chrome'],
  ['CriOS', 'Chrome'],
  ['Safari', 'Safari'],
] as const;
const systems = [
  ['Android', 'Android'],
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Windows', 'Windows'],
  ['Mac OS X', 'Mac'],
  ['CrOS', 'ChromeOS'],
  ['Linux', 'Linux'],
] as const;

/** A client by its browser and system, or as it called itself. */
export function deviceName(client: string): string {
  const device = deviceOf(client);
  return device ? t().accounts.deviceOn(device.browser, device.system) : client || t().accounts.unknownDevice;
}

/** What a client is, by how it called itself; null for what is no browser that we know. */
export function deviceOf(client: string): { browser: string; system: string } | null {
  const browser = browsers.find(([sign]) => client.includes(sign))?.[1];
  const system = systems.find(([sign]) => client.includes(sign))?.[1];
  return browser && system ? { browser, system } : null;
}
