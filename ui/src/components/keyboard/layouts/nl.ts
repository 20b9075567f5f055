import type { Layout } from './layout';

export const nl: Layout = {
  name: 'Nederlands',
  rows: ['qwertyuiop', 'asdfghjkl', 'zxcvbnméëï'],
  held: { e: 'èê', o: 'öóô', u: 'üú', a: 'áä' },
};
