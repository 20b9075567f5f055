import type { Layout } from './layout';

export const fr: Layout = {
  name: 'Français',
  rows: ['azertyuiopé', 'qsdfghjklmè', 'wxcvbnçàù'],
  held: { a: 'âæ', e: 'êë', i: 'îï', o: 'ôœ', u: 'ûü', y: 'ÿ' },
};
