// Where somebody goes after signing in: back to where they were, and nowhere else (S30).

const HOME = '/console/';
const PATH_CHARS_MAX = 2000;

/** A path of the console, as it was given; whatever leads anywhere else, or could, becomes the console's first page. */
export function returnPath(given: unknown): string {
  if (typeof given !== 'string' || given.length > PATH_CHARS_MAX) return HOME;
  // Browsers take \ for /, drop tabs and line ends, and read // as another host.
  if (!/^\/console(?:[/?#]|$)/.test(given) || /[\\\u0000-\u0020\u007f]|\/\//.test(given))
    return HOME;
  const base = 'http://redress.invalid';
  if (!URL.canParse(given, base)) return HOME;
  const url = new URL(given, base);
  // With .. it may have left.
  const isOurs = url.origin === base && /^\/console(?:\/|$)/.test(url.pathname);
  const isSignIn = /^\/console\/(?:sign-in|join)/.test(url.pathname);
  return isOurs && !isSignIn ? `${url.pathname}${url.search}${url.hash}` : HOME;
}
