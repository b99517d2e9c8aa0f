/** About shares. These come with what says them: see features/shares/words.ts. */
export const shares = {
  tab: 'Shares',
  galleryTab: 'Gallery',

  // Posting
  write: (space: string) => `Share something with ${space}`,
  text: 'What you share',
  post: 'Post',
  asItIs: 'Send it as it is',
  posting: 'Posting…',
  uploading: (percent: number) => `Uploading pictures: ${percent} %`,
  tooLong: (count: number) => (count === 1 ? 'One character too long' : `${count} characters too long`),
  pictureFailed: 'One of the pictures couldn’t be uploaded. Try it again, or remove it.',

  // Reading
  feed: 'Shares of this space',
  postedBy: (name: string, when: string) => `${name}, ${when}`,
  edited: 'edited',
  empty: 'Nothing has been shared yet',
  emptyHint: 'A few words, a picture of the weekend: begin, and the others will follow.',
  older: 'Older shares',
  all: 'All shares',
  gone: 'This share is gone.',
  act: (name: string) => `What can be done with the share of ${name}`,
  edit: 'Edit',
  delete: 'Delete',
  remove: 'Remove',
  copyLink: 'Copy link',
  deleteTitle: 'Delete this share?',
  deleteMeans: 'It goes with its pictures, comments and reactions, for good.',
  removeTitle: (name: string) => `Remove the share of ${name}?`,
  removeMeans: 'It goes with its pictures, comments and reactions, for good. Only its author can post it again.',
  deleted: 'The share is gone.',

  // Comments
  comments: (count: number) => (count === 0 ? 'Comment' : count === 1 ? 'One comment' : `${count} comments`),
  commentsOf: (name: string) => `Comments on the share of ${name}`,
  writeComment: 'Write a comment',
  send: 'Send',
  newer: 'More comments',
  actOn: (name: string) => `What can be done with the comment of ${name}`,
  deleteComment: 'Delete this comment?',
  deleteCommentMeans: 'It is gone for good.',
  commentGone: 'The comment is gone.',
  hidden: 'Hidden by moderators',

  // The gallery
  galleryEmpty: 'No pictures yet',
  galleryEmptyHint: 'The pictures of all shares gather here, month by month.',
  toShares: 'Share the first one',
  ofMonth: (count: number) => (count === 1 ? 'One picture' : `${count} pictures`),
  opened: (place: number, count: number) => `Picture ${place} of ${count}`,
};
