import type { Layout } from './layout';

export const it: Layout = {
  name: 'Italiano',
  rows: ['qwertyuiopè', 'asdfghjklòà', 'zxcvbnmùì'],
  held: { e: 'é', i: 'î' },
};
