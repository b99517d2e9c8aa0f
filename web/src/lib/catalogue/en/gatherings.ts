/** About planning and answering. These come with what says them: see features/gatherings/words.ts. */
export const gatherings = {
  // The grid
  free: 'free',
  notFree: 'not free',
  notAsked: 'not asked for',
  cell: (day: string, from: string, until: string, how: string) => `${day}, ${from} to ${until}, ${how}`,
  timeOfDay: 'Time of day',
  again: (clock: string) => `${clock} again`,
  wholeDay: (day: string) => `The whole of ${day}`,
  earlierDays: 'Earlier days',
  laterDays: 'Later days',
  daysShown: (from: string, until: string) => `${from} to ${until}`,
  night: 'Night too',
};
