import { listProviders, type Provider } from './api';

/** The servers by which one may sign in here: none, until the server says otherwise. */
class Providers {
  all = $state.raw<readonly Provider[]>([]);

  /** Best effort: without them, there is the password. */
  async load(): Promise<void> {
    this.all = await listProviders().catch(() => this.all);
  }
}

export const providers = new Providers();
