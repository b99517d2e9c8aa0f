// The service worker's other half: what is pushed while the page is closed. By default a push says only how much is
// new; what was said is never kept here.

/** Filled in by build/shell-worker.ts: the words of src/lib/catalogue/LANGUAGE/pushes.ts, by language. */
declare const WORDS: Record<string, { title: string; one: string; many: string; test: string }>;

/** What the server pushes. `title` and `body` come only where somebody chose that. Nothing is new in a test. */
interface Pushed {
  readonly tag?: string;
  readonly count?: number;
  readonly title?: string;
  readonly body?: string;
}

const START = '/notifications';

worker.addEventListener('push', (event) => {
  event.waitUntil(shown(pushedBy(event)));
});

worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(opened());
});

/** The browser has made itself another subscription. Who has the page open tells the server; else its next start does. */
worker.addEventListener('pushsubscriptionchange', (event) => {
  const { oldSubscription } = event as unknown as { oldSubscription?: PushSubscription };
  const again = oldSubscription && worker.registration.pushManager.subscribe(oldSubscription.options);
  (event as ExtendableEvent).waitUntil(Promise.resolve(again).catch(() => undefined).then(() => tellPages({ renewed: true })));
});

/** What can't be read is still something new: a browser wants each push to be shown. */
function pushedBy(event: PushEvent): Pushed {
  try {
    return (event.data?.json() ?? {}) as Pushed;
  } catch {
    return {};
  }
}

function shown({ tag = 'news', count = 1, title, body }: Pushed): Promise<void> {
  const words = WORDS[navigator.languages.map((language) => language.slice(0, 2)).find((language) => language in WORDS) ?? 'en']!;
  const plain = count === 0 ? words.test : count === 1 ? words.one : words.many.replace('#', String(count));
  // What comes under the same tag takes the place of what was there.
  return worker.registration.showNotification(title ?? words.title, { body: body ?? plain, tag, icon: '/icon-192.png', badge: '/icon-192.png' });
}

/** Goes to the notifications, in a window that is open, the one last looked at first; else in a new one. */
async function opened(): Promise<void> {
  const [open] = await windows();
  if (!open) return void (await worker.clients.openWindow(START));
  // Going there counts more than coming to the front, which a browser may refuse.
  await open.focus().catch(() => undefined);
  open.postMessage({ go: START });
}

async function tellPages(news: object): Promise<void> {
  for (const open of await windows()) open.postMessage(news);
}

function windows(): Promise<readonly WindowClient[]> {
  return worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
}
