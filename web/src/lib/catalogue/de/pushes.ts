import type { Translated } from '..';
import type { pushes as en } from '../en/pushes';

export const pushes: Translated<typeof en> = {
  title: 'Hearth',
  one: 'Es gibt etwas Neues.',
  test: 'So sieht es aus, wenn es etwas Neues gibt.',
  many: 'Es gibt # Neuigkeiten.',
};
