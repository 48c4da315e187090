import type { UseStore } from 'idb-keyval';

/**
 * A store that is opened again when its connection is gone: Safari may close one without an event, a browser closes it
 * when its data are cleared, and one that could not be opened once may be opened later.
 */
export function reopening(open: () => UseStore): UseStore {
  let current: UseStore | null = null;
  const attempt: UseStore = async (mode, callback) => {
    const store = (current ??= open());
    const forget = (): void => {
      if (current === store) current = null;
    };
    try {
      return await store(mode, (objects) => {
        const { db } = objects.transaction;
        // Whoever deletes the database has to wait for all who have it open.
        db.onversionchange = () => {
          db.close();
          forget();
        };
        return callback(objects);
      });
    } catch (error) {
      forget();
      throw error;
    }
  };
  return async (mode, callback) => {
    try {
      return await attempt(mode, callback);
    } catch (error) {
      if (isFull(error)) throw error;
      return attempt(mode, callback);
    }
  };
}

/** Whether there was no more room. */
export function isFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'QuotaExceededError';
}
