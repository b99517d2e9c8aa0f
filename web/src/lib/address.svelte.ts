/** What the page needs of its router (routes/index.ts). */
interface Router {
  readonly route: { readonly pathname: string; readonly search: unknown; readonly params: Readonly<Record<string, string | undefined>> };
  navigate(path: string, options: { search: string; hash: string; replace: boolean }): unknown;
}

/** Where the page is, as state. Whatever is below the routes asks here, and goes elsewhere from here. */
class Address {
  #router = $state.raw<Router>();

  /** To be called once, by what knows the routes. */
  connect(router: Router): void {
    this.#router = router;
  }

  get path(): string {
    return this.#router?.route.pathname ?? location.pathname;
  }

  /** A part of the path that its route names, like `id` in `/chats/:id`; else a parameter of the query; else "". */
  param(name: string): string {
    // The router makes numbers of the words in a query. It is asked only to hear of changes.
    void this.#router?.route.search;
    return this.#router?.route.params[name] ?? new URLSearchParams(location.search).get(name) ?? '';
  }

  go(to: string): void {
    if (to !== location.pathname + location.search) this.#move(to, false);
  }

  /** Goes there without a way back, such as when a code in the address has been used up. */
  replace(to: string): void {
    this.#move(to, true);
  }

  #move(to: string, replace: boolean): void {
    const { pathname, search, hash } = new URL(to, location.origin);
    void this.#router?.navigate(pathname, { search, hash, replace });
  }
}

export const address = new Address();

/** `to` if it is a path of this page, else "/": a link from elsewhere must not lead on to another site. */
export function ownPath(to: string): string {
  if (!to.startsWith('/') || !URL.canParse(to, location.origin)) return '/';
  const { origin, pathname, search } = new URL(to, location.origin);
  return origin === location.origin ? pathname + search : '/';
}
