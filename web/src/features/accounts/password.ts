/** How many characters a password has at least. */
export const LEAST = 8;

/** 0 is too short; 1 to 3 are better and better. Length alone counts: rules about signs make passwords worse. */
export function strengthOf(password: string): 0 | 1 | 2 | 3 {
  const length = [...password].length;
  if (length < LEAST) return 0;
  if (length < 12) return 1;
  return length < 18 ? 2 : 3;
}
