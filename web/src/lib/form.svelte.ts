import { Problem, sentence } from './problem';

/** The state of a form: busy or not, and what was refused. */
export class FormState {
  busy = $state(false);
  /** What concerns no field of this form. */
  general = $state('');
  fields = $state<Record<string, string>>({});
  #known: readonly string[];

  constructor(...known: string[]) {
    this.#known = known;
  }

  /** Runs `act` unless a field is missing. `missing` has a sentence for each field, and "" for those that are fine. */
  async submit(missing: Record<string, string>, act: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false;
    this.general = '';
    this.fields = Object.fromEntries(Object.entries(missing).filter(([, said]) => said !== ''));
    if (Object.keys(this.fields).length > 0) return false;
    this.busy = true;
    try {
      await act();
      return true;
    } catch (error) {
      this.#refused(error);
      return false;
    } finally {
      this.busy = false;
    }
  }

  /** Takes back what was said about a field, because it is being changed. */
  clear(field: string): void {
    delete this.fields[field];
  }

  #refused(error: unknown): void {
    const all = error instanceof Problem ? Object.entries(error.fields) : [];
    const here = all.filter(([field]) => this.#known.includes(field));
    const elsewhere = all.filter(([field]) => !this.#known.includes(field)).map(([, said]) => said);
    this.fields = Object.fromEntries(here);
    this.general = elsewhere.length > 0 ? elsewhere.join(' ') : here.length > 0 ? '' : sentence(error);
  }
}

/** The sentence when `value` is blank, "" when it isn't. */
export function blank(value: string, said: string): string {
  return value.trim() === '' ? said : '';
}
