/** What can be reported, named as the REST interface names it. */
export type Subject =
  | { readonly kind: 'message'; readonly chat_id: string; readonly number: number }
  | { readonly kind: 'share'; readonly space_id: string; readonly share_id: string }
  | { readonly kind: 'comment'; readonly space_id: string; readonly share_id: string; readonly comment_id: string }
  | { readonly kind: 'account'; readonly account_id: string; readonly space_id?: string }
  | { readonly kind: 'space'; readonly space_id: string }
  | { readonly kind: 'gathering'; readonly gathering_id: string };

/** Somebody, as far as one needs to know them to block or report them: by their id in a space, where they have one there. */
export interface Whom {
  readonly id: string;
  readonly name: string;
  readonly space?: string;
}

/** A question that can be asked from anywhere, and isn't the affair of what it is about. */
export type Question =
  | { readonly what: 'report'; readonly subject: Subject; readonly by?: Whom }
  | { readonly what: 'block'; readonly whom: Whom };

/** The one question that is open; the routes know what asks it. */
class Asking {
  open = $state.raw<Question | null>(null);

  report(subject: Subject, by?: Whom): void {
    this.open = { what: 'report', subject, ...(by && { by }) };
  }

  block(whom: Whom): void {
    this.open = { what: 'block', whom };
  }

  close(): void {
    this.open = null;
  }
}

export const asking = new Asking();
