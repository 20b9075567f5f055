import type { Layout } from './layout';

export const nb: Layout = {
  name: 'Norsk',
  rows: ['qwertyuiopå', 'asdfghjkløæ', 'zxcvbnmé'],
  held: { o: 'òóô', e: 'êè', a: 'à' },
};
