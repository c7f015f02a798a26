// What the keys are called on the reader's machine.

const isApple = /mac|iphone|ipad/i.test(navigator.platform);

/** The key that commands go by, before another: `⌘K`, `Ctrl K`. */
export const commandKey = (key: string): string => (isApple ? `⌘${key}` : `Ctrl ${key}`);
