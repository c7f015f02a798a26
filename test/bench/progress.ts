// How far a benchmark is: a bar with counts on a terminal, a line a cell elsewhere.

export type Progress = {
  begin(name: string): void;
  /** What the running cell does just now. */
  detail(text: string): void;
  done(text: string): void;
  skip(name: string): void;
  end(): void;
};

const BAR = 20;

/** The bar of a share. */
export function bar(done: number, all: number): string {
  const full = all === 0 ? 0 : Math.round((done / all) * BAR);
  return `[${'#'.repeat(full)}${'.'.repeat(BAR - full)}] ${done}/${all}`;
}

/** Shows progress on a stream. */
export function createProgress(stream: NodeJS.WriteStream, cells: number): Progress {
  let finished = 0;
  let current = '';
  const draw = (text: string): void => {
    if (!stream.isTTY) return;
    const line = `${bar(finished, cells)} ${current}: ${text}`.slice(
      0,
      (stream.columns || 100) - 1,
    );
    stream.write(`\r\u001b[K${line}`);
  };
  const clear = (): void => void (stream.isTTY && stream.write('\r\u001b[K'));
  const say = (text: string): void => {
    clear();
    stream.write(`${bar(finished, cells)} ${current}: ${text}\n`);
  };
  return {
    begin: (name) => {
      current = name;
      draw('starting');
    },
    detail: draw,
    done: (text) => {
      finished++;
      say(text);
    },
    skip: (name) => {
      current = name;
      finished++;
      say('kept from an earlier run');
    },
    end: clear,
  };
}
