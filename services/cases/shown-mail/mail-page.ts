// The page that a harmless mail is shown as: a document of its own, fit for a sandboxed frame. It runs nothing, loads nothing.
import type { ShownMail } from './read-html.ts';

/**
 * What the answer allows (CSP level 3): a sandbox without script and forms, no request of any kind; pictures are in it, links
 * open beside it. It keeps our origin, so that the page around its frame can measure it and name its parts: where nothing can
 * run, nothing can use that.
 */
export const mailPolicy = [
  'sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox',
  "default-src 'none'",
  'img-src data:',
  "style-src 'unsafe-inline'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join('; ');

// The same in the document itself, wherever it is shown.
const meta = `default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'`;

const style = `:root{color-scheme:light;--text:#1d2129;--quiet:#616a78;--line:#d9dde4;--link:#2b5bd7}
:root[data-theme=dark]{color-scheme:dark;--text:#e3e6ec;--quiet:#9aa3b2;--line:#3a404b;--link:#8fb0ff}
html,body{margin:0;padding:0;background:transparent;color:var(--text)}
body{font:14px/1.55 "Inter Variable",Inter,system-ui,sans-serif;overflow-wrap:anywhere;overflow-x:auto;overflow-y:hidden}
p,ul,ol,dl,pre,table,blockquote{margin:0 0 .75em}h1,h2,h3,h4,h5,h6{font-size:1.05em;margin:.75em 0 .4em}
a{color:var(--link)}img{max-width:100%;height:auto}table{border-collapse:collapse;max-width:100%}td,th{padding:2px 8px 2px 0;text-align:start;vertical-align:top}
pre{white-space:pre-wrap}hr{border:0;border-top:1px solid var(--line)}
blockquote{margin-inline:0;padding-inline-start:12px;border-inline-start:2px solid var(--line);color:var(--quiet)}
details{margin:.5em 0;color:var(--quiet)}summary{cursor:pointer;width:max-content;list-style:none;padding:0 8px;border:1px solid var(--line);border-radius:4px;line-height:18px;font-size:12px}
summary:empty::before{content:"···"}[data-part=image]{color:var(--quiet);border:1px dashed var(--line);border-radius:4px;padding:0 6px}
@media print{:root,:root[data-theme=dark]{color-scheme:light;--text:#000;--quiet:#444;--line:#bbb;--link:#000}summary{display:none}}`;

/** The whole document. */
export const mailPage = (
  { html, from, remoteImages, cut }: ShownMail,
  look: 'light' | 'dark' = 'light',
): string =>
  `<!doctype html><html data-theme="${look}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${meta}"><meta name="referrer" content="no-referrer"><title></title><style>${style}</style></head><body dir="auto" data-from="${from}" data-images-left-out="${remoteImages}" data-cut="${cut}">${html}</body></html>`;
