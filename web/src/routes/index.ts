import { createRouter, type Routes } from 'sv-router';
import { tick } from 'svelte';
import { address } from '../lib/address.svelte';
import { toasts } from '../lib/toasts.svelte';
import { t } from '../lib/words.svelte';
import ChatsRoute from './ChatsRoute.svelte';
import Inside from './Inside.svelte';
import NotFound from './NotFound.svelte';

/**
 * Every page there is. Those without brackets are inside: for who is signed in, within the shell. What isn't needed
 * from signing in to the first chat is loaded when one goes there.
 */
const routes = {
  layout: Inside,
  hooks: { afterLoad: toHeading },
  '/': ChatsRoute,
  '/chats': ChatsRoute,
  '/chats/:id': ChatsRoute,
  '/chats/:id/messages/:number': ChatsRoute,
  '/spaces': () => import('./SpacesRoute.svelte'),
  '/spaces/new': () => import('./SpacesRoute.svelte'),
  '/spaces/:space': () => import('./SpacesRoute.svelte'),
  '/spaces/:space/:tab': () => import('./SpacesRoute.svelte'),
  '/discover': () => import('./SpacesRoute.svelte'),
  '/invited': () => import('./SpacesRoute.svelte'),
  '/invited/:invitation': () => import('./SpacesRoute.svelte'),
  '/gatherings': () => import('./GatheringsRoute.svelte'),
  '/gatherings/new': () => import('./GatheringsRoute.svelte'),
  '/gatherings/join': () => import('./GatheringsRoute.svelte'),
  '/gatherings/:gathering': () => import('./GatheringsRoute.svelte'),
  '/notifications': () => import('./NotificationsRoute.svelte'),
  '/search': () => import('./SearchRoute.svelte'),
  '/people/:id': () => import('./PersonRoute.svelte'),
  '/settings': () => import('./SettingsRoute.svelte'),
  '/settings/:part': () => import('./SettingsRoute.svelte'),
  '/decisions': () => import('./DecisionsRoute.svelte'),
  '/help': () => import('./HelpRoute.svelte'),
  '/moderation': () => import('./ModerationRoute.svelte'),
  '/moderation/:part': () => import('./ModerationRoute.svelte'),
  '/moderation/cases/:case': () => import('./ModerationRoute.svelte'),
  '/admin': () => import('./AdminRoute.svelte'),
  '/admin/:part': () => import('./AdminRoute.svelte'),
  '/admin/:part/:person': () => import('./AdminRoute.svelte'),
  '/(join)': () => import('./JoinRoute.svelte'),
  '/(register)': () => import('./JoinRoute.svelte'),
  '/(forgot)': () => import('./ForgotRoute.svelte'),
  '/(reset)': () => import('./ResetRoute.svelte'),
  '/(verify)': () => import('./VerifyRoute.svelte'),
  '/(unsubscribe)': () => import('./UnsubscribeRoute.svelte'),
  '/(oidc)': () => import('./OidcRoute.svelte'),
  '/(gather)': () => import('./GatherRoute.svelte'),
  '/gather/(:gathering)': () => import('./GatherRoute.svelte'),
  '(*)': NotFound,
} satisfies Routes;

/** Sets the router up. Its view is `Router` of sv-router. */
export function startRouter(): void {
  if (!readable(location.pathname)) history.replaceState(null, '', '/');
  const { navigate, route } = createRouter<Routes>(routes);
  address.connect({ route, navigate: (path, options) => navigate(path as '/', options) });
  document.addEventListener('click', leaveToBrowser);
  addEventListener('vite:preloadError', partMissing);
}

/** Whether a path has no broken escapes, over which the router would stumble. */
function readable(path: string): boolean {
  try {
    return decodeURIComponent(path) !== '';
  } catch {
    return false;
  }
}

const RELOADED = 'hearth.reloaded';

/** After an update the server has other files than those this page was made of: loading it again helps, once. */
function partMissing(): void {
  const before = Number(sessionStorage.getItem(RELOADED));
  if (!navigator.onLine || Date.now() - before < 60_000) return void toasts.show(t().problems.unreachable);
  sessionStorage.setItem(RELOADED, String(Date.now()));
  location.reload();
}

/** The router follows each click on a link, also those that ask the browser for something else: these end here. */
function leaveToBrowser(event: MouseEvent): void {
  const special = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0;
  if (special || event.defaultPrevented) event.stopPropagation();
}

let shown = location.pathname;

/** A new page is read from its heading, unless it has put the focus elsewhere itself. */
async function toHeading({ pathname }: { pathname: string }): Promise<void> {
  if (pathname === shown) return;
  shown = pathname;
  await tick();
  if (document.querySelector('main')?.contains(document.activeElement)) return;
  document.querySelector<HTMLElement>('main h1')?.focus();
}
