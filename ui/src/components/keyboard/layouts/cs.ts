import type { Layout } from './layout';

export const cs: Layout = {
  name: 'Čeština',
  rows: ['ěščřžýáíé', 'qwertzuiopú', 'asdfghjklů', 'yxcvbnm'],
  held: { d: 'ď', n: 'ň', t: 'ť', o: 'ó' },
};
