import type { Translated } from '..';
import type { safety as en } from '../en/safety';

export const safety: Translated<typeof en> = {
  part: 'Sicherheit',
  partHint: 'Schnell weg, weniger sichtbar sein',
  blockedPart: 'Blockiert und stumm',
  blockedPartHint: 'Wessen Worte du nicht siehst',

  blockTitle: (name) => `${name} blockieren?`,
  blockMeans: [
    'Die Person kann dir nicht mehr schreiben und dich nicht einladen; was sie versucht, erreicht dich nicht.',
    'Was sie in Gruppen, Beiträgen und Treffen schreibt, ist für dich eingeklappt.',
    'Ihr seht beide nicht, ob die andere Person online ist, und findet sie nicht unter den Leuten hier.',
  ],
  blockQuiet: 'Davon wird ihr nichts mitgeteilt. Du kannst es jederzeit zurücknehmen: in den Einstellungen unter „Blockiert und stumm“.',
  blockAction: 'Blockieren',
  blockedNow: (name) => `Du hast ${name} blockiert. Davon wird nichts mitgeteilt.`,
  blocked: 'Blockiert',
  blockedLead: 'Du hörst nichts von ihnen und sie nichts von dir.',
  nobodyBlocked: 'Du hast niemanden blockiert.',
  muted: 'Stumm',
  mutedLead: 'Was sie schreiben, ist eingeklappt, und du wirst nicht benachrichtigt. Schreiben können sie dir weiterhin.',
  nobodyMuted: 'Du hast niemanden stummgeschaltet.',
  sinceDay: (day) => `seit ${day}`,
  inASpace: 'unter dem Namen in einem Raum',

  exitTitle: 'Schnell weg',
  exitLead: 'Wenn jemand hereinkommt: Der Knopf „Schnell weg“, den jede Ansicht hat, oder zweimal Escape hintereinander zeigt sofort eine Seite über Brot.',
  exitDoes: 'Jeder Tab dieses Browsers, der Hearth zeigt, geht mit. Zurück führt wieder zum Brot; über die Adresse kommst du herein wie zuvor. Was du gerade in einem Chat geschrieben hast, bleibt erhalten.',
  exitCannotTitle: 'Was er nicht verbergen kann',
  exitCannot: [
    'Du bleibst angemeldet: Wer Hearth in diesem Browser öffnet, sieht, was du siehst. Melde dich ab, um das zu verhindern.',
    'Die Seiten, die du vorher besucht hast, bleiben im Verlauf des Browsers. Ein privates Fenster behält keine.',
    'Benachrichtigungen, die dein Gerät schon zeigt, und E-Mails. Der diskrete Modus hält Neues aus Benachrichtigungen und aus den Betreffzeilen heraus.',
    'Was andere hier von dir sehen, und was aufzeichnet, wer das Netz oder dieses Gerät überwacht.',
  ],
  exitTry: 'Jetzt ausprobieren',
  discreet: 'Diskreter Modus',
  discreetHint: 'Der Tab des Browsers, Benachrichtigungen auf deinen Geräten und die Betreffzeilen von E-Mails sagen nur, dass es etwas Neues gibt: keine Namen, keine Worte.',
  visibility: 'Weniger sichtbar sein',
  saved: 'Gespeichert.',
  more: 'Weiteres',
  toBlocked: 'Blockierte und stummgeschaltete Leute',
  toHelp: 'Hilfe am Telefon',
  toDecisions: 'Entscheidungen über mich',
};
