/** A username as it is compared. */
export function foldedName(username: string): string {
  return username.normalize('NFKC').toLowerCase();
}
