// Starting twice or stopping what never started does nothing: what is counted in pairs stays paired.
import type { Service } from '../lifecycle.ts';

/** The service, but each start is followed by at most one stop. */
export function onceEach(service: Service): Service {
  let running = false;
  return {
    name: service.name,
    start: async () => {
      if (running) return;
      running = true;
      await service.start();
    },
    stop: async () => {
      if (!running) return;
      running = false;
      await service.stop();
    },
  };
}
