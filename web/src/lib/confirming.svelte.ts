/**
 * Whether somebody is being asked who they are, because what they began needs a fresh session. There is one question,
 * whatever asks it and however often; the routes know what shows it.
 */
class Confirming {
  open = $state(false);
  #asked: Promise<boolean> | null = null;
  #answer: (confirmed: boolean) => void = () => undefined;

  /** Whether they confirmed it. What is begun meanwhile waits for the same answer. */
  ask(): Promise<boolean> {
    this.open = true;
    this.#asked ??= new Promise((resolve) => (this.#answer = resolve));
    return this.#asked;
  }

  answer(confirmed: boolean): void {
    this.open = false;
    this.#asked = null;
    this.#answer(confirmed);
  }
}

export const confirming = new Confirming();
