// What a customer wrote, in a frame where nothing can run: it is measured, its folded parts are named, words can be marked.
import { Skeleton, useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './case.module.css';

/** Wraps each of some words in `<mark>`, in the frame's text. */
function markWords(page: Document, words: readonly string[]): void {
  for (const mark of page.querySelectorAll('mark')) mark.replaceWith(...mark.childNodes);
  page.body.normalize();
  const wanted = words.map((word) => word.toLowerCase()).filter((word) => word.length > 1);
  if (wanted.length === 0) return;
  const texts: Text[] = [];
  const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) texts.push(walker.currentNode as Text);
  for (const text of texts) markIn(page, text, wanted);
}

function markIn(page: Document, text: Text, wanted: readonly string[]): void {
  let rest = text;
  for (let count = 0; count < 200; count++) {
    const lower = rest.data.toLowerCase();
    const hits = wanted
      .map((word) => ({ at: lower.indexOf(word), length: word.length }))
      .filter(({ at }) => at >= 0)
      .sort((left, right) => left.at - right.at || right.length - left.length);
    const [hit] = hits;
    if (!hit) return;
    const found = rest.splitText(hit.at);
    rest = found.splitText(hit.length);
    const mark = page.createElement('mark');
    found.replaceWith(mark);
    mark.append(found);
  }
}

// Pixels. What is not yet known to be longer has room for a few lines; what was shown before, for as many as it had: less jumps.
const FIRST_HEIGHT = 150;
const heights = new Map<string, number>();

/** The frame. `marked`: words of evidence. */
export function MessageFrame(props: {
  reference: string;
  itemId: string;
  title: string;
  marked: readonly string[];
  onLeftOut(images: number): void;
}) {
  const { reference, itemId, title, marked, onLeftOut } = props;
  const { t } = useTranslation('case');
  const look = useComputedColorScheme('light');
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(heights.get(itemId) ?? FIRST_HEIGHT);
  const [loads, setLoads] = useState(0);
  useEffect(() => {
    const page = frame.current?.contentDocument;
    if (!page?.body || loads === 0) return undefined;
    for (const details of page.querySelectorAll('details')) {
      const summary = details.querySelector('summary');
      if (summary) summary.textContent = t(`message.${details.dataset.part ?? 'quoted'}`);
    }
    onLeftOut(Number(page.body.dataset.imagesLeftOut ?? 0));
    // Behind another tab it has no height: the last one stays.
    const measure = () => {
      const tall = Math.ceil(page.body.getBoundingClientRect().height);
      if (tall === 0) return;
      heights.set(itemId, tall + 4);
      setHeight(tall + 4);
    };
    const observer = new ResizeObserver(measure);
    observer.observe(page.body);
    return () => observer.disconnect();
  }, [itemId, loads, t, onLeftOut]);
  useEffect(() => {
    const page = frame.current?.contentDocument;
    if (loads > 0 && page?.body) markWords(page, marked);
  }, [loads, marked]);
  return (
    <div aria-busy={loads === 0} className={classes.framed}>
      {loads === 0 && <Skeleton height={14} width="60%" pos="absolute" />}
      <iframe
        ref={frame}
        className={classes.frame}
        title={title}
        // No script, no form, no way out of it but links; our origin only so that it can be measured.
        sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
        src={`/api/v1/cases/${reference}/items/${itemId}/html?look=${look}`}
        style={{ height }}
        onLoad={() => setLoads((count) => count + 1)}
        referrerPolicy="no-referrer"
      />
    </div>
  );
}
