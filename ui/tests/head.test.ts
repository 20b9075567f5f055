// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { withHead } from '../scripts/head';

describe('the head of a page', () => {
  it('is that of all pages, word for word', () => {
    const page = '<head>\n    <!-- src/pages/head.html -->\n  </head>';
    expect(withHead(page, '<title>$& Portico</title>\n')).toBe(
      '<head>\n    <title>$& Portico</title>\n  </head>',
    );
  });

  it('is missed where a page does not ask for it', () => {
    expect(() => withHead('<head></head>', '<title>Portico</title>')).toThrow('src/pages/head.html');
  });
});
