import type { BrowserContext, Page, Request } from 'playwright-core';

/** What a browser says when the network is gone, or the server. */
const CUT = /ERR_(INTERNET_DISCONNECTED|INCOMPLETE_CHUNKED_ENCODING|CONTENT_LENGTH_MISMATCH|NETWORK_CHANGED|CONNECTION_\w+|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED|ADDRESS_\w+|NETWORK_IO_SUSPENDED)|WebSocket connection to/;

/** Collects whatever a page should never do: errors, violations of its policy, failed requests, requests elsewhere. */
export class Watch {
  readonly #trouble: string[] = [];
  #expected: RegExp[] = [];
  /** What the server was asked and hasn't answered. */
  readonly #asked = new Set<Request>();
  #answered = Date.now();

  constructor(context: BrowserContext, origin: string) {
    context.on('page', (page) => this.#follow(page, origin));
  }

  static async over(context: BrowserContext, origin: string): Promise<Watch> {
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        console.error(`The policy forbids: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile ?? ''}`);
      });
    });
    return new Watch(context, origin);
  }

  /** From here on, what matches is part of the test. */
  expect(pattern: RegExp): void {
    this.#expected.push(pattern);
  }

  /** From here on, the network may fail. */
  expectCuts(): void {
    this.expect(CUT);
  }

  /** A test saw what never should be. */
  accuse(what: string): void {
    this.#trouble.push(what);
  }

  /** What happened since the last call and wasn't expected. */
  takeTrouble(): string[] {
    return this.#trouble.splice(0).filter((what) => !this.#expected.some((pattern) => pattern.test(what)));
  }

  /** For how many milliseconds the server has owed no answer. */
  get quiet(): number {
    return this.#asked.size > 0 ? 0 : Date.now() - this.#answered;
  }

  #follow(page: Page, origin: string): void {
    this.#count(page);
    page.on('pageerror', (error) => this.#trouble.push(`error in the page: ${error.stack || `${error.name}: ${error.message}`}`));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.#trouble.push(`${message.type()} in the console: ${message.text()} (${message.location().url})`);
    });
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (url.protocol.startsWith('http') && url.origin !== origin) this.#trouble.push(`request elsewhere: ${request.url()}`);
    });
    page.on('websocket', (socket) => {
      if (new URL(socket.url()).host !== new URL(origin).host) this.#trouble.push(`socket elsewhere: ${socket.url()}`);
    });
    page.on('requestfailed', (request) => {
      const why = request.failure()?.errorText ?? '';
      // Leaving a page ends what it was waiting for.
      if (why !== 'net::ERR_ABORTED') this.#trouble.push(`failed request: ${request.method()} ${request.url()} ${why}`);
    });
  }

  #count(page: Page): void {
    const over = (request: Request) => {
      if (this.#asked.delete(request)) this.#answered = Date.now();
    };
    page.on('request', (request) => {
      // What the page before had asked is nobody's any more.
      if (request.isNavigationRequest()) {
        this.#asked.clear();
        this.#answered = Date.now();
      } else if (new URL(request.url()).pathname.startsWith('/api/')) this.#asked.add(request);
    });
    page.on('requestfinished', over);
    page.on('requestfailed', over);
  }
}
