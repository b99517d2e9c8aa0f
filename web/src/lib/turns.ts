const PATIENCE = 20_000;

/**
 * Runs `act` while no other tab of this browser runs one under the same name.
 * Web Locks exist only on https and localhost; elsewhere a lease in localStorage
 * does the same, up to a race of a few milliseconds.
 */
export async function inTurn<T>(name: string, act: () => Promise<T>): Promise<T> {
  if (navigator.locks) return navigator.locks.request(name, act);
  const key = `${name}.lease`;
  const mine = crypto.getRandomValues(new Uint32Array(2)).join('-');
  while (!(await takes(key, mine))) await pause(150);
  try {
    return await act();
  } finally {
    if (holder(key) === mine) localStorage.removeItem(key);
  }
}

async function takes(key: string, mine: string): Promise<boolean> {
  if (holder(key)) return false;
  localStorage.setItem(key, JSON.stringify({ by: mine, until: Date.now() + PATIENCE }));
  await pause(30);
  return holder(key) === mine;
}

function holder(key: string): string | null {
  const lease = JSON.parse(localStorage.getItem(key) ?? 'null') as { by: string; until: number } | null;
  return lease && lease.until > Date.now() ? lease.by : null;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
