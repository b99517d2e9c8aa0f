/** The form in which a picture of somebody or something is shown. */
export type Form = 'round' | 'square' | 'wide';

/** How many pixels of each are kept at most. */
export const shapes: Record<Form, { width: number; height: number }> = {
  round: { width: 1024, height: 1024 },
  square: { width: 1024, height: 1024 },
  wide: { width: 2100, height: 700 },
};
