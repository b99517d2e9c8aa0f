/** What a push says while the page is closed. `#` stands for how much is new. */
export const pushes = {
  title: 'Hearth',
  one: 'There is something new.',
  many: 'There are # new things.',
};
