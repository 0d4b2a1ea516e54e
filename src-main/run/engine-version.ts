/** Raised whenever a run of the same document may end with another digest; a report names it. */
export const ENGINE_VERSION = '1.7'
export const ENGINE_NAME = 'iov-lab'
