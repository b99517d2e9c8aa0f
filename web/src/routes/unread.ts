/** Marks the page's icon, in the tab and (where it is installed) on the desk, when something is unread. */
export function showUnread(count: number): void {
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  const wanted = count > 0 ? '/favicon-unread.svg' : '/favicon.svg';
  if (icon && icon.getAttribute('href') !== wanted) icon.href = wanted;
  if (!('setAppBadge' in navigator)) return;
  // Refused where the page isn't installed.
  void (count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge()).catch(() => undefined);
}
