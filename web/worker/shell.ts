// The service worker: keeps the page's own files, so that it opens without a connection. Nothing that people say or
// show comes near it: requests to the API pass by untouched.

/** Filled in by build/shell-worker.ts: the files of this build, and a name for them all. */
declare const FILES: string[];
declare const BUILD: string;

const worker = self as unknown as ServiceWorkerGlobalScope;
const PATIENCE = 4000;
/** What the server answers by itself at addresses that aren't pages. */
const NOT_PAGES = /^\/(api|socket\.io|docs|healthz|readyz|metrics)(\/|$)/;

worker.addEventListener('install', (event) => {
  // From the server, not from the browser's cache: index.html has no hash in its name.
  const fresh = FILES.map((file) => new Request(file, { cache: 'reload' }));
  event.waitUntil(caches.open(BUILD).then((cache) => cache.addAll(fresh)));
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(forgetOthers().then(() => worker.clients.claim()));
});

/** The page asks for the change once somebody agreed to load it again. */
worker.addEventListener('message', (event) => {
  if (event.data === 'take over') void worker.skipWaiting();
});

worker.addEventListener('fetch', (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== 'GET' || address.origin !== worker.location.origin) return;
  if (event.request.mode === 'navigate') {
    if (address.pathname !== '/' && FILES.includes(address.pathname)) event.respondWith(file(event.request));
    else if (!NOT_PAGES.test(address.pathname)) event.respondWith(page(event.request));
  } else if (FILES.includes(address.pathname)) {
    event.respondWith(file(event.request));
  }
});

/** The newest page, or the one kept when the server doesn't answer soon. */
async function page(request: Request): Promise<Response> {
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (answer.status < 500) return answer;
  } catch {
    // Out of reach: the kept one.
  }
  return (await caches.match('/')) ?? Response.error();
}

async function file(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}

async function forgetOthers(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== BUILD).map((name) => caches.delete(name)));
}
