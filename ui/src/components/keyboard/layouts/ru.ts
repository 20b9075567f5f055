import type { Layout } from './layout';

export const ru: Layout = {
  name: 'Русский',
  rows: ['йцукенгшщзхъ', 'фывапролджэё', 'ячсмитьбю'],
  latin: false,
};
