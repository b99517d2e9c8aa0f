/** About blocking, muting, and leaving quickly. These come with what says them: see features/accounts/safety.ts. */
export const safety = {
  part: 'Safety',
  partHint: 'Leave quickly, be less visible',
  blockedPart: 'Blocked and muted',
  blockedPartHint: 'Whose words you don’t see',

  // Blocking
  blockTitle: (name: string) => `Block ${name}?`,
  blockMeans: [
    'They can no longer write to you or invite you, and what they try doesn’t reach you.',
    'What they write in groups, shares and gatherings is folded for you.',
    'Neither of you sees whether the other is online, or finds the other among the people here.',
  ],
  blockQuiet: 'They aren’t told. You can take it back at any time, in the settings under “Blocked and muted”.',
  blockAction: 'Block',
  blockedNow: (name: string) => `You’ve blocked ${name}. They aren’t told.`,
  blocked: 'Blocked',
  blockedLead: 'You hear nothing of them, and they don’t hear from you.',
  nobodyBlocked: 'You haven’t blocked anybody.',
  muted: 'Muted',
  mutedLead: 'What they write is folded, and you aren’t notified of it. They can still write to you.',
  nobodyMuted: 'You haven’t muted anybody.',
  sinceDay: (day: string) => `since ${day}`,
  inASpace: 'by their name in a space',

  // Leaving quickly
  exitTitle: 'Leave quickly',
  exitLead: 'When somebody comes in: the button “Leave quickly”, which is on every screen, or Escape twice in a row, shows a page about bread at once.',
  exitDoes: 'Every tab of this browser that shows Hearth leaves. Going back leads to the bread again; by the address, you come in as before. What you were writing in a chat is kept.',
  exitCannotTitle: 'What it can’t hide',
  exitCannot: [
    'You stay signed in: who opens Hearth in this browser sees what you see. Sign out to prevent that.',
    'The pages that you visited before stay in the browser’s history. A private window keeps none.',
    'Notifications that your device shows already, and emails. The discreet mode keeps what is new out of notifications, and out of the subjects of emails.',
    'What others see of you here, and what whoever watches the network or this device can record.',
  ],
  exitTry: 'Try it now',
  discreet: 'Discreet mode',
  discreetHint: 'The browser’s tab, notifications on your devices and the subjects of emails say only that there is something new: no names, no words.',
  visibility: 'Be less visible',
  saved: 'Saved.',
  more: 'More',
  toBlocked: 'Blocked and muted people',
  toHelp: 'Help lines',
  toDecisions: 'Decisions about me',
};
