import type { Layout } from './layout';

export const sl: Layout = {
  name: 'Slovenščina',
  rows: ['qwertzuiopš', 'asdfghjklčž', 'yxcvbnmćđ'],
};
