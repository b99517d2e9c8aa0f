import { tell } from './news';

const HOURLY = 60 * 60 * 1000;

/**
 * Lets the page open without a connection (worker/shell.ts). Calls back when a newer version lies ready, with what
 * changes over to it and loads the page again.
 */
export function keepShell(newer: (changeOver: () => void) => void): void {
  // Absent on plain http, but for localhost; and not wanted while the page is being developed.
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const workers = navigator.serviceWorker;
  void workers.register('/sw.js').then((registration) => {
    const offer = (worker: ServiceWorker | null) => {
      // The first worker of all replaces nothing.
      if (worker && workers.controller) newer(() => changeOver(worker));
    };
    offer(registration.waiting);
    registration.addEventListener('updatefound', () => {
      const coming = registration.installing;
      coming?.addEventListener('statechange', () => coming.state === 'installed' && offer(coming));
    });
    setInterval(() => void registration.update().catch(() => undefined), HOURLY);
  }, () => undefined);
}

/** Calls back when somebody pressed a push (worker/push.ts) while the page is open: with where it leads. */
export function followWorker(go: (to: string) => void): void {
  navigator.serviceWorker?.addEventListener('message', ({ data }: MessageEvent<{ go?: string; renewed?: boolean }>) => {
    if (data.go) go(data.go);
    if (data.renewed) tell('push.renewed', {});
  });
}

function changeOver(worker: ServiceWorker): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  worker.postMessage('take over');
}
