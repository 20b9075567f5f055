import type { Layout } from './layout';

export const tr: Layout = {
  name: 'Türkçe',
  rows: ['qwertyuıopğü', 'asdfghjklşi', 'zxcvbnmöç'],
  held: { a: 'â', i: 'î', u: 'û' },
};
