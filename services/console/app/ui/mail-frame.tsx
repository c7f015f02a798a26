// The HTML of a mail of ours, in a frame of no origin where nothing can run. Its style carries the page's nonce: a frame made of
// text is under the policy of the page.
import classes from './mail-frame.module.css';

const nonce = (): string =>
  document.querySelector('meta[name=csp-nonce]')?.getAttribute('content') ?? '';

/** Shows a mail. `title` names the frame for whoever listens. */
export function MailFrame({ html, title }: { html: string; title: string }) {
  const page = html.replace('<style>', `<style nonce="${nonce()}">`);
  return (
    <iframe
      className={classes.frame}
      title={title}
      sandbox=""
      srcDoc={page}
      referrerPolicy="no-referrer"
    />
  );
}

/** A text as it is, lines kept; it wraps, so that nothing has to be scrolled sideways. */
export function PlainText({ children }: { children: string }) {
  return <pre className={classes.text}>{children}</pre>;
}
