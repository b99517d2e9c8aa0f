/** What a push says while the page is closed. `#` stands for how much is new. */
export const pushes = {
  title: 'Hearth',
  one: 'There is something new.',
  /** What somebody sent to see whether it comes. */
  test: 'This is how it looks when something is new.',
  many: 'There are # new things.',
};
