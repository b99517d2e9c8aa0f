/** A cell, by the numbers of its day and its row. Row -1 is the head of a day. */
export interface Place {
  readonly day: number;
  readonly row: number;
}

/** All places between two, as opposite corners. */
export function rectangle(a: Place, b: Place): Place[] {
  const range = (x: number, y: number) => Array.from({ length: Math.abs(x - y) + 1 }, (_, index) => Math.min(x, y) + index);
  return range(a.day, b.day).flatMap((day) => range(a.row, b.row).map((row) => ({ day, row })));
}

/** The next place in a direction where there is a cell; null at the edge. */
export function step({ day, row }: Place, [days, rows]: readonly [number, number], size: { days: number; rows: number }, there: (place: Place) => boolean): Place | null {
  for (let place = { day: day + days, row: row + rows }; place.day >= 0 && place.day < size.days && place.row >= -1 && place.row < size.rows; place = { day: place.day + days, row: place.row + rows }) {
    if (there(place)) return place;
  }
  return null;
}
