/** A word for days: of the week (0 is Monday), every day, or so many days ahead. */
export type DayWord = { readonly weekdays: readonly number[] } | { readonly every: boolean; readonly ahead: number };

function table<T>(...lines: readonly (readonly [words: string, meaning: T])[]): ReadonlyMap<string, T> {
  return new Map(lines.flatMap(([words, meaning]) => words.split(' ').map((word) => [word, meaning] as const)));
}

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));
const weekday = (...weekdays: number[]): DayWord => ({ weekdays });

export const days = table<DayWord>(
  ['mon monday mondays mo montag montags', weekday(0)],
  ['tue tues tuesday tuesdays tu di die dienstag dienstags', weekday(1)],
  ['wed weds wednesday wednesdays we mi mit mittwoch mittwochs', weekday(2)],
  ['thu thur thurs thursday thursdays th do don donnerstag donnerstags', weekday(3)],
  ['fri friday fridays fr freitag freitags', weekday(4)],
  ['sat saturday saturdays sa sam samstag samstags sonnabend sonnabends', weekday(5)],
  ['sun sunday sundays su so son sonntag sonntags', weekday(6)],
  ['weekend weekends wochenende wochenenden', weekday(5, 6)],
  ['weekday weekdays werktag werktags werktage wochentag wochentags', weekday(0, 1, 2, 3, 4)],
  ['daily everyday täglich immer always', { every: true, ahead: 0 }],
  ['today heute', { every: false, ahead: 0 }],
  ['tomorrow morgen', { every: false, ahead: 1 }],
);

export const months = table<number>(
  ['jan january januar jänner', 1],
  ['feb february februar', 2],
  ['mar march mär märz', 3],
  ['apr april', 4],
  ['may mai', 5],
  ['jun june juni', 6],
  ['jul july juli', 7],
  ['aug august', 8],
  ['sep sept september', 9],
  ['oct october okt oktober', 10],
  ['nov november', 11],
  ['dec december dez dezember', 12],
);

/** Words around a time of day. */
export const hours = {
  from: set('from after ab nach von since'),
  until: set('until till before by bis vor'),
  to: set('to until till bis'),
  between: set('between zwischen'),
  am: set('am a.m'),
  pm: set('pm p.m'),
  oclock: set("uhr h o'clock o’clock"),
  clock: table<{ minutes: number; half: null }>(['noon mittag', { minutes: 720, half: null }], ['midnight mitternacht', { minutes: 1440, half: null }]),
  /** Parts of a day, in minutes since midnight. */
  named: table<readonly [number, number]>(
    ['morning mornings morgens vormittag vormittags', [6 * 60, 12 * 60]],
    ['lunch lunchtime mittags', [12 * 60, 14 * 60]],
    ['afternoon afternoons nachmittag nachmittags', [12 * 60, 18 * 60]],
    ['evening evenings abend abends', [18 * 60, 23 * 60]],
    ['night nights nachts', [22 * 60, 30 * 60]],
    ['anytime allday ganztags ganztägig jederzeit', [0, 24 * 60]],
  ),
};

export const nots = set("not no never except but can't cannot can’t nicht kein keine keinen nie außer ohne aber");
export const joiners = set(', ; / & + and und or oder also auch sowie plus');
/** Words that say nothing by themselves. */
export const fillers = set('on at in of the i can am um im den dem der any every each all day jeden jede jeder alle ich kann uhr zeit free frei');
