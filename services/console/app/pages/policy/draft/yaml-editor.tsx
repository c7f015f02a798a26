// The policy as its author wrote it, in an editor of its own file (CodeMirror), loaded with the page and not before. Faults stand
// at their lines.
import { yaml } from '@codemirror/lang-yaml';
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint';
import type { EditorState } from '@codemirror/state';
import { basicSetup, EditorView } from 'codemirror';
import { useEffect, useRef } from 'react';
import classes from '../policy.module.css';

export type Fault = { line?: number | undefined; field: string; message: string };

const nonce = (): string =>
  document.querySelector('meta[name=csp-nonce]')?.getAttribute('content') ?? '';

function diagnosticsOf(state: EditorState, faults: readonly Fault[]): Diagnostic[] {
  return faults.map(({ line = 1, field, message }) => {
    const at = state.doc.line(Math.min(Math.max(1, line), state.doc.lines));
    return { from: at.from, to: at.to, severity: 'error', message: `${field}: ${message}` };
  });
}

/** The editor. `text` is what it begins with, and what it takes over when it is given another. */
export function YamlEditor(props: {
  text: string;
  label: string;
  faults: readonly Fault[];
  onChange(text: string): void;
}) {
  const { text, label, faults, onChange } = props;
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const told = useRef(onChange);
  told.current = onChange;
  useEffect(() => {
    if (!place.current) return undefined;
    const made = new EditorView({
      parent: place.current,
      extensions: [
        EditorView.cspNonce.of(nonce()),
        basicSetup,
        yaml(),
        lintGutter(),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': label }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) told.current(update.state.doc.toString());
        }),
      ],
    });
    view.current = made;
    return () => made.destroy();
  }, [label]);
  useEffect(() => {
    const { current } = view;
    if (!current || current.state.doc.toString() === text) return;
    current.dispatch({ changes: { from: 0, to: current.state.doc.length, insert: text } });
  }, [text]);
  useEffect(() => {
    const { current } = view;
    if (current)
      current.dispatch(setDiagnostics(current.state, diagnosticsOf(current.state, faults)));
  }, [faults]);
  return <div ref={place} className={classes.editor} />;
}
