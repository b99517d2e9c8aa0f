import { whoMayRegister } from './api';
import type { RegistrationPolicy } from './model';

/** Who may register here: everybody, until the server says otherwise. */
class Policy {
  registration = $state<RegistrationPolicy>('open');

  /** Best effort: who isn't told now is told when they register. */
  async load(): Promise<void> {
    this.registration = await whoMayRegister().catch(() => this.registration);
  }
}

export const policy = new Policy();
