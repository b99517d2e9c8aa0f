import type { Message } from '../model';
import { hasForm, plainTree } from './plain';
import type { Node } from './tree';

type Parse = (text: string) => Node[];

/** Reads Markdown. The reader is large, so it is loaded when the first text needs it; until then such a text is shown as it was written. */
class Trees {
  #parse = $state.raw<Parse | null>(null);
  #loading: Promise<void> | undefined;
  /** A message's state is an object of its own, so its tree goes with it. */
  #made = new WeakMap<Message, Node[]>();

  of(message: Message): Node[] {
    const text = message.text ?? '';
    if (!hasForm(text)) return plainTree(text);
    if (!this.#parse) {
      void this.load();
      return plainTree(text);
    }
    let tree = this.#made.get(message);
    if (!tree) this.#made.set(message, (tree = this.#parse(text)));
    return tree;
  }

  /** Resolves when Markdown can be read, or can't be loaded. */
  load(): Promise<void> {
    this.#loading ??= import('./tree').then(
      ({ treeOf }) => void (this.#parse = treeOf),
      () => void (this.#loading = undefined),
    );
    return this.#loading;
  }
}

export const trees = new Trees();
