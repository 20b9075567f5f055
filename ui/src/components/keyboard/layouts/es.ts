import type { Layout } from './layout';

export const es: Layout = {
  name: 'Español',
  rows: ['qwertyuiopá', 'asdfghjklñé', 'zxcvbnmíóú'],
  held: { u: 'ü', a: 'ª', o: 'º' },
};
